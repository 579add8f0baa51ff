import { Command } from 'commander';
import { stringify } from 'yaml';
import type { Problem } from '../core/text/problem';
import { clusterManifest } from '../run/kubernetes/manifest';
import { clusterNameProblems, operatorName } from '../run/kubernetes/names';
import { testRun } from '../run/kubernetes/operator';
import { type Schedule, scheduleManifest, scheduleProblems } from '../run/kubernetes/schedule';
import {
  addClusterRunOptions,
  type ClusterRunOptions,
  clusterRunArguments,
  readClusterRun,
} from './cluster-run';
import { exitOnWrongUsage } from './option-errors';
import { warnOfOwnMachine } from './own-machine';

interface ManifestOptions extends ClusterRunOptions {
  readonly schedule?: string;
  readonly timeZone?: string;
  readonly operator: boolean;
}

/**
 * `loadline manifest k8s TEST --instances n --image IMAGE`: only prints the objects of one run in a cluster, as YAML; with
 * `--schedule` those that start such a run by the clock.
 */
export function manifestCommand(): Command {
  const kubernetes = addClusterRunOptions(new Command('k8s'))
    .description('print the objects of one run in Kubernetes, for kubectl apply')
    .option('--schedule <cron>', 'print a CronJob that starts such a run, such as at "17 2 * * 0"')
    .option('--time-zone <name>', 'that of --schedule, such as America/New_York; default: Etc/UTC')
    .option('--operator', 'a TestRun of the k6-operator instead of an Indexed Job', false)
    .action((name: string | undefined, options: ManifestOptions) => {
      process.stdout.write(manifestText(name, options));
    });
  return new Command('manifest')
    .description('print manifests of a run elsewhere')
    .addCommand(exitOnWrongUsage(kubernetes));
}

function manifestText(name: string | undefined, options: ManifestOptions): string {
  const { schedule: cron, timeZone = 'Etc/UTC', operator } = options;
  const schedule: Schedule | undefined = cron === undefined ? undefined : { cron, timeZone };
  const run = readClusterRun(name, options, (prepared) => [
    ...without(options),
    ...(schedule && prepared ? scheduleProblems(prepared.test.name, schedule) : []),
  ]);
  warnOfOwnMachine(run);
  const objects = schedule
    ? scheduleManifest(run, schedule, ['k8s', 'run', run.test, ...clusterRunArguments(options)])
    : clusterManifest(run, operator ? testRun(run) : undefined);
  const head = schedule
    ? `# Test ${run.test} at ${schedule.cron}, ${schedule.timeZone}: kubectl apply -f -\n`
    : `# Run ${run.runId} of test ${run.test}: kubectl apply -f -, then loadline k8s wait ${run.runId}\n`;
  return head + objects.map((object) => stringify(object)).join('---\n');
}

/** Checks options that need or exclude another one, and the length of the names that the operator makes. */
function without({ schedule, timeZone, runId, operator, instances }: ManifestOptions): Problem[] {
  const problem = (where: string, message: string): Problem => ({
    code: 'option-without-effect',
    where,
    message,
  });
  const longest = (id: string) => operatorName(id, Number(instances));
  return [
    ...(operator && runId !== undefined ? clusterNameProblems(runId, longest) : []),
    ...(timeZone !== undefined && schedule === undefined
      ? [problem('--time-zone', 'needs --schedule: a run that is made now has no clock')]
      : []),
    ...(operator && schedule !== undefined
      ? [problem('--operator', 'goes not with --schedule: a schedule needs no operator')]
      : []),
    ...(runId !== undefined && schedule !== undefined
      ? [problem('--run-id', 'goes not with --schedule: each run has a name of its own')]
      : []),
  ];
}
