import { resolve } from 'node:path';
import { Command } from 'commander';
import { PROXY_VARIABLES } from '../core/network/proxies';
import { readLoadZones, zonesText } from '../core/spec/load-zones';
import { newRunId } from '../core/spec/run-id';
import { counted } from '../core/text/counted';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import type { CloudRun } from '../run/cloud/cloud-run';
import { cloudSettings } from '../run/cloud/cloud-settings';
import { runHere } from '../run/cloud/run-here';
import { runInCloud } from '../run/cloud/run-in-cloud';
import { EXIT } from '../run/exit';
import { folderProblems } from '../run/hold-folder';
import { bundleOf } from '../run/home';
import type { Inspection } from '../run/inspect-bundle';
import { withVersions } from '../run/with-versions';
import { isAccount } from './account-variables';
import { buildWhatIsStale } from './build';
import { cloudProblems, inspectForCloud, type Place, uploadedVariables } from './cloud-needs';
import { addOutputOptions, type OutputTexts, outputOf, outputProblems } from './output-options';
import { addTestOptions, type PreparedTest, prepareTest, type TestOptions } from './test-options';

interface CloudOptions extends TestOptions, OutputTexts {
  readonly localExecution: boolean;
  readonly runId?: string;
}

/** `loadline cloud [name]`: runs a test of the registry with Grafana Cloud k6. The exit code is that of the verdict. */
export function cloudCommand(): Command {
  return addOutputOptions(addTestOptions(new Command('cloud')))
    .description('run a test by Grafana Cloud k6')
    .option('--local-execution', 'make the load on this machine; the cloud gets the figures', false)
    .option(
      '--run-id <id>',
      'name of the run, by which its records are marked; by default made of date, time and chance',
    )
    .action(async (name: string | undefined, options: CloudOptions) => {
      process.exitCode = buildWhatIsStale();
      if (process.exitCode !== EXIT.pass) return;
      const { localExecution, runId: _, quiet, verbose, json } = options;
      const place = localExecution ? 'here' : 'cloud';
      const { prepared, inspected } = prepareForCloud(name, options, place);
      const run = cloudRun(prepared, inspected, place, outputOf({ quiet, verbose, json }));
      tellPlan(run, prepared, place);
      process.exitCode = await (localExecution ? runHere(run) : runInCloud(run));
    });
}

/** @throws {ConfigurationError} listing everything that the run lacks */
function prepareForCloud(
  name: string | undefined,
  { localExecution: _, runId, quiet, verbose, json, ...ofTest }: CloudOptions,
  place: Place,
): { prepared: PreparedTest; inspected: Inspection } {
  let inspected: Inspection | undefined;
  const others = (prepared: PreparedTest | undefined): Problem[] => {
    const problems = outputProblems({ quiet, verbose, json });
    const id = runId ?? (prepared?.variables.RUN_ID || newRunId(new Date()));
    inspected = prepared && inspectForCloud(prepared, id, problems);
    problems.push(...cloudProblems(prepared, inspected, place));
    return place === 'here' ? [...problems, ...folderProblems(resolve('reports', id), undefined)] : problems;
  };
  try {
    const prepared = prepareTest(name, ofTest, others);
    if (!inspected) throw new Error('a test without problems has a spec');
    return { prepared, inspected };
  } catch (error) {
    // Accounts are in the cloud's secret store, so their variables need not be set here.
    if (error instanceof ConfigurationError)
      throwProblems(error.problems.filter(({ where }) => !isAccount(where)));
    throw error;
  }
}

function cloudRun(
  { test, variables, files }: PreparedTest,
  inspected: Inspection,
  place: Place,
  output: CloudRun['output'],
): CloudRun {
  // k6 generates no load on this machine then, so the user's proxy applies only to its requests to the cloud.
  const proxies = place === 'cloud' ? PROXY_VARIABLES.map((name) => [name, process.env[name]]) : [];
  return {
    bundle: bundleOf(test.suite),
    spec: withVersions(inspected.spec, test.name),
    uploaded: uploadedVariables(inspected, variables),
    files,
    env: { ...variables, ...Object.fromEntries(proxies) },
    settings: cloudSettings(variables, test.name),
    output,
  };
}

/** Prints what will run in the cloud. */
function tellPlan(
  { spec, settings, output }: CloudRun,
  { test, variables }: PreparedTest,
  place: Place,
): void {
  const zones = variables.LOCATION ? readLoadZones(variables.LOCATION) : undefined;
  const accounts = spec.settings.find(({ name }) => name === 'USER_ACCOUNTS')?.value;
  output.say(`test ${test.name}: ${test.description}`);
  const from =
    place === 'here' ? 'this machine' : zones ? zonesText(zones) : 'the load zone that the cloud chooses';
  output.say(`run ${spec.runId} of project ${settings.K6_CLOUD_PROJECT_ID}, load from ${from}`);
  if (accounts !== undefined)
    output.say(`${counted(Number(accounts), 'account')} from the secret store of Grafana Cloud k6`);
}
