import { Command } from 'commander';
import { throwProblems } from '../core/text/problem';
import { clusterOf } from '../run/kubernetes/cluster';
import { deleteRun, waitForRun } from '../run/kubernetes/follow';
import type { Kubectl } from '../run/kubernetes/kubectl';
import { clusterManifest, type OwnerReference } from '../run/kubernetes/manifest';
import { RUNNER_VARIABLE } from '../run/kubernetes/operator';
import { addClusterRunOptions, type ClusterRunOptions, readClusterRun } from './cluster-run';
import { runnerArguments } from './operator-runner';
import { exitOnWrongUsage } from './option-errors';
import { warnOfOwnMachine } from './own-machine';
import { runCommand } from './run';

interface RunOptions extends ClusterRunOptions {
  readonly context?: string;
  readonly owner?: string;
}

/**
 * `loadline k8s run TEST`, `loadline k8s wait ID`, `loadline k8s delete ID`: make, follow and delete a run in a cluster, by
 * kubectl or inside a Pod by its token.
 */
export function kubernetesCommand(): Command {
  const run = addClusterRunOptions(new Command('run'))
    .description('make the objects of one run in Kubernetes, follow it, and end with the code of its verdict')
    .option('--context <name>', 'context of kubectl; by default the current one')
    .option('--owner <job/uid>', 'Job with which these objects are deleted')
    .action(async (name: string | undefined, options: RunOptions) => {
      process.exitCode = await runInCluster(name, options);
    });
  const wait = addClusterOptions(new Command('wait'))
    .description('follow a run in Kubernetes until its verdict, and end with its code')
    .action(async (runId: string, options: Kubectl) => {
      process.exitCode = await waitForRun(runId, clusterOf(options), console.log);
    });
  const remove = addClusterOptions(new Command('delete'))
    .description('remove everything of a run from Kubernetes')
    .action(async (runId: string, options: Kubectl) => {
      console.log(await deleteRun(runId, clusterOf(options)));
    });
  const runner = new Command('runner')
    .description('be one runner of the k6-operator, which has started it as a k6')
    .argument('<arguments...>', 'those that the operator gives to k6')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (given: string[]) => {
      const args = runnerArguments(given, process.env[RUNNER_VARIABLE]);
      await exitOnWrongUsage(runCommand()).parseAsync(args, { from: 'user' });
    });
  return new Command('k8s')
    .enablePositionalOptions()
    .description('make, follow and remove runs in Kubernetes, by kubectl')
    .addCommand(exitOnWrongUsage(run))
    .addCommand(exitOnWrongUsage(wait))
    .addCommand(exitOnWrongUsage(remove))
    .addCommand(exitOnWrongUsage(runner), { hidden: true });
}

function addClusterOptions(command: Command): Command {
  return command
    .argument('<run id>', 'the one in the manifest')
    .option('--context <name>', 'context of kubectl; by default the current one')
    .option('--namespace <name>', 'where the run is; by default that of the context');
}

async function runInCluster(name: string | undefined, options: RunOptions): Promise<number> {
  const run = readClusterRun(name, options);
  warnOfOwnMachine(run);
  const owner = options.owner === undefined ? undefined : ownerOf(options.owner);
  const cluster = clusterOf(options);
  await cluster.create(clusterManifest({ ...run, ...(owner && { owner }) }));
  console.log(`run ${run.runId} of test ${run.test}: ${run.instances} instances`);
  return waitForRun(run.runId, cluster, console.log);
}

function ownerOf(text: string): OwnerReference {
  const [, name = '', uid = ''] = /^([a-z0-9.-]+)\/([\w-]+)$/.exec(text) ?? [];
  if (name === '')
    throwProblems([
      {
        code: 'option-value',
        where: '--owner',
        message: `is "${text}": write the name of a Job and its uid, such as nightly-1/0a1b2c3d`,
      },
    ]);
  return { apiVersion: 'batch/v1', kind: 'Job', name, uid };
}
