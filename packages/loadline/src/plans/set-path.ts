import { thereIsNo } from '../core/text/nearest';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import { environmentFile } from './environment-file';
import { eitherProfile } from './profile-file';
import type { RawPlans } from './read-plans';
import { readYaml } from './read-yaml';
import { registeredTest } from './registry-file';
import { unknownKey } from './schema';

/** One `--set path=value`. */
export interface Assignment {
  /** The whole path as the user wrote it. */
  readonly text: string;
  readonly root: Root;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Place of a value in the plan files, as `--set` names it. */
export type Place = Pick<Assignment, 'root' | 'path'>;

/** First parts of a path: the test that runs, and the environment and profile that it uses. */
const ROOTS = ['test', 'environment', 'profile'] as const;
type Root = (typeof ROOTS)[number];

/** Names of the test that runs and of its environment and profile. */
export type Names = Readonly<Record<Root, string>>;

const SCHEMAS = { test: registeredTest, environment: environmentFile, profile: eitherProfile };

/**
 * Parses `profile.stages[0].users=20`. The value is read as YAML: `20`, `true`, `text`, `[a, b]`.
 * @throws {Error} when the text has another form, with a message that says what to write
 */
export function parseAssignment(text: string): Assignment {
  const match = /^([^=]+)=(.*)$/s.exec(text);
  const [first, ...path] = parts(match?.[1] ?? '');
  const root = ROOTS.find((name) => name === first);
  if (!match || !root || path.length === 0) {
    throw new Error(
      `"${text}" sets nothing: write test.…=…, environment.…=… or profile.…=…, such as profile.users=20`,
    );
  }
  return { text: match[1] ?? '', root, path, value: readValue(text, match[1] ?? '') };
}

/** In YAML, a text cannot begin with these characters. Here nothing else can be meant, as by the unit `%`. */
function readValue(assignment: string, path: string): unknown {
  const text = assignment.slice(path.length + 1);
  if (/^[%@`]/.test(text)) return text;
  try {
    return readYaml(text);
  } catch (error) {
    throw new Error(`the value of ${path} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * Checks, before anything is assigned, that a path exists and may be set: assigning to a mistyped key would create it, without
 * the keys that belong beside it.
 * @param suites names of the suites that are built
 * @returns the problem of a path that does not exist or may not be set, or undefined
 */
export function misnamed({ text, root, path }: Assignment, suites: readonly string[]): Problem | undefined {
  const [first, name] = path;
  const isSuite = root === 'environment' && first === 'suites' && name !== undefined;
  const message =
    isSuite && !suites.includes(name)
      ? thereIsNo('suite', name, suites)
      : (unknownKey(SCHEMAS[root], path) ?? notAName(path) ?? ofTheFile(root, path));
  return message === undefined ? undefined : { code: 'set-path', where: `--set ${text}`, message };
}

function notAName(path: readonly string[]): string | undefined {
  return path.includes('__proto__') ? '__proto__ cannot be a name: choose another' : undefined;
}

/** Whether others mind faults is for those to say who keep the file, not for the command that injects them. */
function ofTheFile(root: Root, [first]: readonly string[]): string | undefined {
  if (root !== 'environment' || first !== 'prove') return undefined;
  return 'only the environment itself says whether it allows faults: leave it out, and if nobody minds them, write `prove: true` into its file';
}

/** Moves a problem that assignments caused to the assignment nearest to it: that is what the user wrote. */
export function atAssignment(problem: Problem, assignments: readonly Assignment[], names: Names): Problem {
  const [file, place = ''] = problem.where.split(': ');
  const wrong = parts(place);
  const [nearest] = assignments
    .map((assignment) => ({ text: assignment.text, ...target(assignment, names) }))
    .filter((assigned) => assigned.file === file)
    .map(({ text, path }) => ({ text, shared: sharedParts(path, wrong) }))
    .sort((a, b) => b.shared - a.shared);
  if (!nearest) return problem;
  const message = nearest.shared === wrong.length ? problem.message : `${place}: ${problem.message}`;
  return { code: 'set-path', where: `--set ${nearest.text}`, message };
}

/** The file that an assignment changes, and where in it. */
function target({ root, path }: Assignment, names: Names): { file: string; path: readonly string[] } {
  if (root === 'test') return { file: 'plans/registry.yml', path: ['tests', names.test, ...path] };
  return { file: `plans/${root}s/${names[root]}.yml`, path };
}

/** Number of parts at the start that two paths have in common. */
function sharedParts(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((part, index) => part !== b[index]);
  return different < 0 ? a.length : different;
}

/** Splits `stages[0].users` into its parts. */
function parts(path: string): string[] {
  return path.split(/[.[\]]+/).filter((part) => part !== '');
}

/** The last assignment to a place, to a value that contains it, or to a part of it. */
export function assignmentTo(
  { root, path }: Place,
  assignments: readonly Assignment[],
): Assignment | undefined {
  return assignments.findLast(
    (assignment) =>
      assignment.root === root &&
      assignment.path.slice(0, path.length).every((part, index) => part === path[index]),
  );
}

/** The plans with the assignments applied. They are then checked like files. */
export function assign(raw: RawPlans, assignments: readonly Assignment[], names: Names): RawPlans {
  let plans = raw;
  for (const { root, path, value } of assignments) plans = assignOne(plans, root, names[root], path, value);
  return plans;
}

function assignOne(
  plans: RawPlans,
  root: Root,
  name: string,
  path: readonly string[],
  value: unknown,
): RawPlans {
  if (root === 'profile') return { ...plans, profiles: setIn(plans.profiles, name, path, value) };
  if (root === 'environment') return { ...plans, environments: setIn(plans.environments, name, path, value) };
  return { ...plans, registry: setPath(plans.registry, ['tests', name, ...path], value) };
}

/** A file that does not exist is not created: its unknown name is reported elsewhere. */
function setIn(
  files: Readonly<Record<string, unknown>>,
  name: string,
  path: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  const file = own(files, name);
  return file === undefined ? files : { ...files, [name]: setPath(file, path, value) };
}

/** A copy of `object` with the value at the path. Missing objects on the path are created. */
function setPath(object: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(object)) {
    const copy = [...object];
    copy[Number(key)] = setPath(copy[Number(key)], rest, value);
    return copy;
  }
  const record = typeof object === 'object' && object !== null ? (object as Record<string, unknown>) : {};
  return { ...record, [key]: setPath(own(record, key), rest, value) };
}
