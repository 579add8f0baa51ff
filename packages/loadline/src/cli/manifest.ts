import { Command } from 'commander';
import { stringify } from 'yaml';
import { newRunId } from '../core/spec/run-id';
import { type Problem, throwProblems } from '../core/text/problem';
import { isSecretName } from '../core/text/shown-value';
import { optionName } from '../plans/option-name';
import { MOST_INSTANCES } from '../results/spec-schema';
import { bundleOf } from '../run/home';
import { inspectBundle } from '../run/inspect-bundle';
import { clusterManifest, clusterNameProblems } from '../run/kubernetes/manifest';
import { exitOnWrongUsage } from './option-errors';
import { durationMs, readOption, wholeNumber } from './option-values';
import { addTestOptions, type PreparedTest, prepareTest, type TestOptions } from './test-options';

interface ManifestOptions extends TestOptions {
  readonly instances?: string;
  readonly image?: string;
  readonly runId?: string;
  readonly namespace?: string;
  readonly accounts: string;
  readonly wait: string;
  readonly node: readonly string[];
  readonly keepSamples: boolean;
}

/**
 * `loadline manifest k8s TEST --instances n --image IMAGE`: only prints the objects of one run in a cluster, as YAML.
 */
export function manifestCommand(): Command {
  const kubernetes = addTestOptions(new Command('k8s'))
    .description('print the objects of one run in Kubernetes, for kubectl apply')
    .option('--instances <n>', 'Pods that share the load')
    .option('--image <name>', 'image that holds loadline, k6 and this project as it is built')
    .option('--run-id <id>', 'name of the run; by default made of date, time and chance')
    .option('--namespace <name>', 'where they go; by default where kubectl puts them')
    .option('--accounts <secret>', 'Secret whose keys are the variables of accounts', 'loadline-accounts')
    .option('--wait <duration>', 'how long all Pods may take to come', '10m')
    .option(
      '--node <label=value>',
      'only nodes with this label, such as of a region; may be repeated',
      (text: string, others: string[]) => [...others, text],
      [],
    )
    .option('--keep-samples', 'collect into a volume: a server that is lost is taken over', false)
    .action((name: string | undefined, options: ManifestOptions) => {
      process.stdout.write(manifestText(name, options));
    });
  return new Command('manifest')
    .description('print manifests of a run elsewhere')
    .addCommand(exitOnWrongUsage(kubernetes));
}

function manifestText(name: string | undefined, options: ManifestOptions): string {
  const {
    instances: instancesText = '',
    image = '',
    runId,
    namespace,
    accounts,
    wait,
    node,
    keepSamples,
    ...ofTest
  } = options;
  const problems: Problem[] = [];
  const wrong = (where: string, message: string) => problems.push({ code: 'option-value', where, message });
  const instances = readOption('--instances', instancesText, wholeNumber(MOST_INSTANCES), problems) ?? 0;
  if (!/^[\w.:@/-]+$/.test(image))
    wrong('--image', `is "${image}": write the name of an image, such as registry.example.com/load:1`);
  const id = runId ?? newRunId(new Date());
  problems.push(...clusterNameProblems(id));
  for (const [where, text] of [
    ['--namespace', namespace ?? 'default'],
    ['--accounts', accounts],
  ] as const)
    if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text))
      wrong(where, `is "${text}": write small letters, digits and dashes`);
  const nodes = node.flatMap((text) => {
    const [, key, value] = /^([\w./-]+)=([\w.-]*)$/.exec(text) ?? [];
    if (key !== undefined && value !== undefined) return [[key, value] as const];
    wrong('--node', `is "${text}": write a label, such as topology.kubernetes.io/region=eu-west-1`);
    return [];
  });
  const waitMs = durationMs('--wait', wait, problems);
  const prepared = prepareTest(name, ofTest, () => problems);
  const variables = {
    ...prepared.variables,
    INSTANCES: instances > 1 ? String(instances) : undefined,
    RUN_ID: id,
  };
  const inspected = inspectBundle(bundleOf(prepared.test.suite), variables, prepared.files);
  // Accounts are in the cluster: a missing variable of an account is a key of the cluster's Secret.
  const missing = inspected.problems.filter(isMissingSecret);
  throwProblems(inspected.problems.filter((problem) => !missing.includes(problem)));
  const objects = clusterManifest({
    runId: id,
    test: prepared.test.name,
    instances,
    image,
    ...(namespace !== undefined && { namespace }),
    spec: inspected.spec,
    args: testArguments(ofTest),
    secrets: { name: accounts, keys: secretNames(prepared, missing.map(variableOf)) },
    waitMs,
    nodes: Object.fromEntries(nodes),
    isKept: keepSamples,
  });
  const head = `# Run ${id} of test ${prepared.test.name}: kubectl apply -f -, then loadline k8s wait ${id}\n`;
  return head + objects.map((object) => stringify(object)).join('---\n');
}

/** Names of this test's variables that hold secrets: accounts and others that are set. Their values are not used. */
function secretNames({ test, suites, variables }: PreparedTest, missing: readonly string[]): string[] {
  const ofSuite = suites[test.suite]?.variables ?? [];
  const listed = Object.keys(test.variables).map(
    (name) => /^(\w+) of /.exec(test.sources[name] ?? '')?.[1] ?? name,
  );
  const set = ofSuite.filter((name) => variables[name]);
  return [...new Set([...listed, ...set, ...missing])].filter(isSecretName).sort();
}

function isMissingSecret(problem: Problem): boolean {
  return isSecretName(variableOf(problem)) && problem.message.startsWith('is not set');
}

/** Name of the variable in a place such as `USER_1_EMAIL (environment local)`. */
function variableOf({ where }: Problem): string {
  return where.replace(/ .*$/s, '');
}

/** Options of the test as arguments for the Pods. */
function testArguments({ set, ...options }: TestOptions): string[] {
  const given = Object.entries(options).flatMap(([name, value]) => {
    if (value === true) return [optionName(name)];
    return typeof value === 'string' ? [optionName(name), value] : [];
  });
  return [...given, ...set.flatMap((text) => ['--set', text])];
}
