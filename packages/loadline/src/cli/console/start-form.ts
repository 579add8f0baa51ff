import { existsSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import type { RunSpec } from '../../core/spec/run-spec';
import { ConfigurationError, type Problem } from '../../core/text/problem';
import { checkPlans, readPlans } from '../../plans/read-plans';
import { OVERRIDES, type OverrideName } from '../../plans/test-variables';
import { commandName, shellWord } from '../../run/closing-lines';
import { bundleOf, home } from '../../run/home';
import { inspectBundle } from '../../run/inspect-bundle';
import { expectedCost, memoryProblem } from '../../run/memory-problem';
import { openFilesProblem } from '../../run/open-files-problem';
import type { Field } from '../../ui/console/start-page';
import { SET_OF_A_LOAD, VALUES_OF_A_LOAD } from '../run-options';
import { suiteFacts } from '../suite-facts';
import { prepareTest } from '../test-options';

const MB = 1024 ** 2;

/** What the form sends. It does not include the system's address, which comes from the environment file. */
export const startRequest = z.strictObject({
  test: z.string().min(1).max(200),
  /** One iteration of each chosen journey, with everything printed, instead of a load. */
  debug: z.boolean().optional(),
  values: z
    .strictObject({
      users: z.string().max(100),
      duration: z.string().max(100),
      spawnRate: z.string().max(100),
      profile: z.string().max(100),
      env: z.string().max(100),
      tags: z.string().max(1_000),
      excludeTags: z.string().max(1_000),
      set: z.string().max(4_000),
    })
    .partial(),
});
export type StartRequest = z.infer<typeof startRequest>;

/** A mistake and its field. Without a field it concerns the whole run. */
export interface FormProblem {
  readonly field?: string;
  readonly message: string;
}

/**
 * The fields of the form: options of `loadline run`. The same code parses their values.
 * @param suite of the chosen test. Its tags are boxes to choose from; those of a suite that is not built are typed
 */
export function formFields(suite: string | undefined): Field[] {
  const files = (folder: string) =>
    existsSync(home(folder))
      ? readdirSync(home(folder))
          .filter((file) => file.endsWith('.yml'))
          .map((file) => file.replace(/\.yml$/, ''))
          .sort()
      : [];
  const known = tagsOf(suite);
  const tags = known.length > 0 ? { values: known, isMany: true } : {};
  const typed = known.length > 0 ? '' : ', separated by commas';
  return [
    { name: 'users', label: 'Users', hint: 'at the top of the load' },
    { name: 'spawnRate', label: 'Spawn rate', hint: 'users added per second' },
    { name: 'duration', label: 'Duration', hint: 'such as 30s or 1h20m' },
    { name: 'profile', label: 'Profile', hint: 'users over time', values: files('plans/profiles') },
    { name: 'env', label: 'Environment', hint: 'where to run against', values: files('plans/environments') },
    {
      name: 'tags',
      label: 'Journeys with the tag',
      hint: `one of these; none chosen: all journeys${typed}`,
      ...tags,
    },
    { name: 'excludeTags', label: 'Without the tag', hint: `no journey with one of these${typed}`, ...tags },
    { name: 'set', label: 'More values', hint: 'one a line, such as profile.users=10', isLong: true },
  ];
}

function tagsOf(suite: string | undefined): string[] {
  try {
    if (suite === undefined) return [];
    return [...new Set(suiteFacts().inspected[suite]?.info.tags)].sort();
  } catch {
    // The plan of the run says what is wrong with the bundle.
    return [];
  }
}

/** Names of the tests, and which one is current. */
export function registeredTests() {
  const { registry, problems } = checkPlans(readPlans(home('plans')));
  const tests = Object.entries(registry?.tests ?? {}).map(([name, { description, suite }]) => ({
    name,
    description,
    suite,
  }));
  return { tests, current: registry?.current ?? '', problems };
}

/**
 * Paths that a page may change by `--set`. Those of the environment are excluded: they decide what may be contacted.
 */
const SETTABLE = /^(profile|test)\./;

/** Lines of the field for more values. A debug run has no load, so the values of a load are left out of it. */
function assignmentsOf({ values, debug }: StartRequest): string[] {
  const lines = (values.set ?? '').split('\n').flatMap((line) => line.trim() || []);
  return debug ? lines.filter((line) => !SET_OF_A_LOAD.test(line)) : lines;
}

/** Query of the start page whose form has the values of a request. */
export function formQuery({ test, values }: StartRequest): string {
  const filled = Object.entries(values).filter(([, value]) => value.trim() !== '');
  return `?${new URLSearchParams([['test', test], ...filled])}`;
}

function given({
  values: { set: _, ...values },
  debug,
}: StartRequest): Partial<Record<OverrideName, string>> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => !debug || !VALUES_OF_A_LOAD.some((one) => one === name))
      .flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  );
}

/** Arguments of `loadline run` that do the same as the form. */
export function runWords(request: StartRequest): string[] {
  const options = Object.entries(given(request)).map(([name, value]) => `--${dashed(name)}=${value}`);
  const debug = request.debug ? ['--debug'] : [];
  return [request.test, ...debug, ...options, ...assignmentsOf(request).map((text) => `--set=${text}`)];
}

/** The run that a form describes, checked and planned as `loadline run` does it. Planning sends no packet. */
export interface PlannedRun {
  readonly spec: RunSpec;
  readonly environment: string;
  readonly virtualUsers: number;
  readonly memoryMb: number;
  readonly command: string;
}

/** @returns the plan, also when something such as an account is missing, and everything that prevents the run */
export function planOf(request: StartRequest): {
  readonly problems: readonly FormProblem[];
  readonly plan?: PlannedRun;
} {
  const assignments = assignmentsOf(request);
  const refused = assignments
    .filter((text) => !SETTABLE.test(text))
    .map((text) => ({
      field: 'set',
      message: `"${text}": a page sets values of profile and test only, such as profile.users=10`,
    }));
  if (refused.length > 0) return { problems: refused };
  try {
    const { test, variables, files } = prepareTest(request.test, { ...given(request), set: assignments });
    const chosen = { ...variables, ...(request.debug && { DEBUG: '1' }) };
    const { spec, problems } = inspectBundle(bundleOf(test.suite), chosen, files);
    const all = [...problems, ...memoryProblem(spec), ...openFilesProblem(spec)];
    const { virtualUsers, memory } = expectedCost(spec);
    const command = [commandName(), 'run', ...runWords(request).map(shellWord)].join(' ');
    const memoryMb = Math.ceil(memory.total / MB);
    const plan = { spec, environment: test.environment, virtualUsers, memoryMb, command };
    return { problems: all.map(formProblem), plan };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { problems: error.problems.map(formProblem) };
  }
}

/** Assigns a problem to the form field whose option or variable it names. */
function formProblem({ where, message }: Problem): FormProblem {
  const [name = ''] = where.split(' ');
  if (name === '--set') return { field: 'set', message: `${where}: ${message}` };
  const options = Object.entries(OVERRIDES) as [OverrideName, string][];
  const field = options.find(
    ([option, variable]) => variable === name || `--${dashed(option)}` === name,
  )?.[0];
  const isOfForm =
    (field !== undefined && field !== 'logLevel' && where.includes('command line')) || name.startsWith('--');
  return field && isOfForm ? { field, message } : { message: `${where}: ${message}` };
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
