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
import { prepareTest } from '../test-options';

const MB = 1024 ** 2;

/** What the form sends. It does not include the system's address, which comes from the environment file. */
export const startRequest = z.strictObject({
  test: z.string().min(1).max(200),
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

/** The fields of the form: options of `loadline run`. The same code parses their values. */
export function formFields(): Field[] {
  const files = (folder: string) =>
    existsSync(home(folder))
      ? readdirSync(home(folder))
          .filter((file) => file.endsWith('.yml'))
          .map((file) => file.replace(/\.yml$/, ''))
          .sort()
      : [];
  return [
    { name: 'users', label: 'Users', hint: 'at the top of the load' },
    { name: 'spawnRate', label: 'Spawn rate', hint: 'users added per second' },
    { name: 'duration', label: 'Duration', hint: 'such as 30s or 1h20m' },
    { name: 'profile', label: 'Profile', hint: 'users over time', values: files('plans/profiles') },
    { name: 'env', label: 'Environment', hint: 'where to run against', values: files('plans/environments') },
    { name: 'tags', label: 'Tags', hint: 'only journeys with one of these, separated by commas' },
    { name: 'excludeTags', label: 'Without tags', hint: 'no journeys with one of these' },
    { name: 'set', label: 'More values', hint: 'one a line, such as profile.users=10', isLong: true },
  ];
}

/** Names of the tests, and which one is current. */
export function registeredTests() {
  const { registry, problems } = checkPlans(readPlans(home('plans')));
  const tests = Object.entries(registry?.tests ?? {}).map(([name, { description }]) => ({
    name,
    description,
  }));
  return { tests, current: registry?.current ?? '', problems };
}

/**
 * Paths that a page may change by `--set`. Those of the environment are excluded: they decide what may be contacted.
 */
const SETTABLE = /^(profile|test)\./;

/** Lines of the field for more values. */
function assignmentsOf({ values }: StartRequest): string[] {
  return (values.set ?? '').split('\n').flatMap((line) => line.trim() || []);
}

function given({ values: { set: _, ...values } }: StartRequest): Partial<Record<OverrideName, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  );
}

/** Arguments of `loadline run` that do the same as the form. */
export function runWords(request: StartRequest): string[] {
  const options = Object.entries(given(request)).map(([name, value]) => `--${dashed(name)}=${value}`);
  return [request.test, ...options, ...assignmentsOf(request).map((text) => `--set=${text}`)];
}

/** The run that a form describes, checked and planned as `loadline run` does it. Planning sends no packet. */
export interface PlannedRun {
  readonly spec: RunSpec;
  readonly environment: string;
  readonly virtualUsers: number;
  readonly memoryMb: number;
  readonly command: string;
}

export function planOf(request: StartRequest): PlannedRun | { readonly problems: FormProblem[] } {
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
    const { spec, problems } = inspectBundle(bundleOf(test.suite), variables, files);
    const all = [...problems, ...memoryProblem(spec), ...openFilesProblem(spec)];
    if (all.length > 0) return { problems: all.map(formProblem) };
    const { virtualUsers, memory } = expectedCost(spec);
    const command = [commandName(), 'run', ...runWords(request).map(shellWord)].join(' ');
    return {
      spec,
      environment: test.environment,
      virtualUsers,
      memoryMb: Math.ceil(memory.total / MB),
      command,
    };
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
