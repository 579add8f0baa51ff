import type { Command } from 'commander';
import { newRunId } from '../core/spec/run-id';
import { takesMetrics } from '../core/telemetry/listener';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import { isSecretName, MASK } from '../core/text/shown-value';
import { optionName } from '../plans/option-name';
import { MOST_INSTANCES } from '../results/spec-schema';
import { bundleOf } from '../run/home';
import { inspectBundle } from '../run/inspect-bundle';
import type { ClusterRun } from '../run/kubernetes/manifest';
import { clusterNameProblems } from '../run/kubernetes/names';
import { secretVariables } from '../run/request-secrets';
import { durationMs, readOption, wholeNumber } from './option-values';
import {
  addTestOptions,
  type PreparedTest,
  prepareTest,
  type TestOptions,
  testOptionsOf,
} from './test-options';

/** Values of the options of every command that makes a run in a cluster, as commander returns them. */
export interface ClusterRunOptions extends TestOptions {
  readonly instances?: string;
  readonly image?: string;
  readonly runId?: string;
  readonly namespace?: string;
  readonly accounts: string;
  readonly wait: string;
  readonly node: readonly string[];
  readonly keepSamples: boolean;
}

/** Adds the options that say what a run in a cluster is. */
export function addClusterRunOptions(command: Command): Command {
  return addTestOptions(command)
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
    .option('--keep-samples', 'collect into a volume: a server that is lost is taken over', false);
}

/**
 * Reads these options, and inspects the test.
 * @param others returns further problems of the command line; gets the test, or undefined when it was not found
 * @throws {ConfigurationError} with all problems
 */
export function readClusterRun(
  testName: string | undefined,
  options: ClusterRunOptions,
  others: (test: PreparedTest | undefined) => readonly Problem[] = () => [],
): ClusterRun {
  const { instances: count = '', image = '', runId, namespace, accounts, wait, node, keepSamples } = options;
  const ofTest = testOptionsOf(options);
  const problems: Problem[] = [];
  const wrong = (where: string, message: string) => problems.push({ code: 'option-value', where, message });
  const instances = readOption('--instances', count, wholeNumber(MOST_INSTANCES), problems) ?? 0;
  if (!/^[\w.:@/-]+$/.test(image))
    wrong('--image', `is "${image}": write the name of an image, such as registry.example.com/load:1`);
  const id = runId ?? newRunId(new Date());
  problems.push(...clusterNameProblems(id));
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace ?? 'default'))
    wrong('--namespace', `is "${namespace}": write at most 63 small letters, digits and dashes`);
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(accounts))
    wrong('--accounts', `is "${accounts}": write small letters, digits and dashes`);
  const nodes = readNodeLabels(node, wrong);
  const waitMs = durationMs('--wait', wait, problems);
  const prepared = withoutAccounts(() =>
    prepareTest(testName, ofTest, (test) => [...problems, ...others(test)], true),
  );
  const variables: NodeJS.ProcessEnv = {
    ...prepared.variables,
    INSTANCES: instances > 1 ? String(instances) : undefined,
    RUN_ID: id,
  };
  const inspected = inspectBundle(bundleOf(prepared.test.suite), variables, prepared.files);
  // Accounts are in the cluster: a missing variable of an account is a key of the cluster's Secret.
  const missing = inspected.problems.filter(isMissingSecret);
  throwProblems([
    ...inspected.problems.filter((problem) => !missing.includes(problem)),
    ...(inspected.spec.debug ? [NO_DEBUG] : []),
  ]);
  const given = inspected.spec.settings.filter(
    ({ name, source }) => source === 'variable' && !OF_ONE_RUN.includes(name),
  );
  // A value can contain a secret although its name does not say so: an address with a signature, for example.
  const masked = given.filter(({ value }) => value.includes(MASK)).map(({ name }) => name);
  const shown = given.filter(({ name }) => !masked.includes(name));
  const { listeners, observed } = prepared.test;
  const ofSources = secretVariables([...listeners, ...observed]);
  return {
    runId: id,
    test: prepared.test.name,
    instances,
    image,
    ...(namespace !== undefined && { namespace }),
    spec: inspected.spec,
    args: testArguments(ofTest),
    variables: Object.fromEntries(shown.map(({ name, value }) => [name, variables[name] ?? value])),
    secrets: {
      name: accounts,
      keys: secretNames(prepared, [...missing.map(variableOf), ...masked, ...ofSources]),
    },
    ...(listeners.some(({ kind }) => !takesMetrics(kind)) && {
      events: { keys: [...new Set([...masked, ...ofSources])].sort() },
    }),
    waitMs,
    nodes,
    isKept: keepSamples,
  };
}

/** Variables that the manifest itself sets, or that belong to one run. */
const OF_ONE_RUN = ['RUN_ID', 'INSTANCES', 'INSTANCE', 'OUT'];

const NO_DEBUG: Problem = {
  code: 'option-without-effect',
  where: 'DEBUG',
  message: 'cannot be used in a cluster: unset it, or use `loadline run --debug`',
};

const LABEL_NAME = '[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?';
const LABEL = new RegExp(`^((?:[a-z0-9.-]+/)?${LABEL_NAME})=((?:${LABEL_NAME})?)$`);

/** Reads the labels of `--node`. */
function readNodeLabels(
  node: readonly string[],
  wrong: (where: string, message: string) => void,
): Record<string, string> {
  const labels = new Map<string, string>();
  for (const text of node) {
    const [, key, , value] = LABEL.exec(text) ?? [];
    if (key === undefined || value === undefined)
      wrong('--node', `is "${text}": write a label, such as topology.kubernetes.io/region=eu-west-1`);
    else if (labels.has(key)) wrong('--node', `names the label ${key} twice: a node has only one of them`);
    else labels.set(key, value);
  }
  return Object.fromEntries(labels);
}

/** Prepares a test whose accounts are in the cluster, so that their variables need not be set here. */
function withoutAccounts(prepare: () => PreparedTest): PreparedTest {
  try {
    return prepare();
  } catch (error) {
    if (error instanceof ConfigurationError)
      throwProblems(error.problems.filter((problem) => !isMissingSecret(problem)));
    throw error;
  }
}

/** These options as arguments of another command: all but the name of the run, which each run has of its own. */
export function clusterRunArguments(options: ClusterRunOptions): string[] {
  const { instances = '', image = '', namespace, accounts, wait, node, keepSamples } = options;
  return [
    ...['--instances', instances, '--image', image, '--accounts', accounts, '--wait', wait],
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
    ...node.flatMap((label) => ['--node', label]),
    ...(keepSamples ? ['--keep-samples'] : []),
    ...testArguments(testOptionsOf(options)),
  ];
}

/**
 * Names of this test's variables that hold secrets: accounts and others that are set. Their values are not used.
 * @param others names of further variables with secrets
 */
function secretNames({ test, suites, variables }: PreparedTest, others: readonly string[]): string[] {
  const ofSuite = suites[test.suite]?.variables ?? [];
  const listed = Object.keys(test.variables).map(
    (name) => /^(\w+) of /.exec(test.sources[name] ?? '')?.[1] ?? name,
  );
  const set = ofSuite.filter((name) => variables[name]);
  return [...new Set([...[...listed, ...set].filter(isSecretName), ...others])].sort();
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
