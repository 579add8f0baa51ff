import { parse } from 'yaml';
import type { RawPlans } from './read-plans';

/** One `--set path=value`. */
export interface Assignment {
  readonly root: Root;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** What a path can begin with: the test that runs, and the environment and profile that it runs with. */
const ROOTS = ['test', 'environment', 'profile'] as const;
type Root = (typeof ROOTS)[number];

/**
 * Reads `profile.stages[0].users=20`. The value is read as YAML: `20`, `true`, `text`, `[a, b]`.
 * @throws {Error} when it has no such form, saying what to write
 */
export function parseAssignment(text: string): Assignment {
  const match = /^([^=]+)=(.*)$/s.exec(text);
  const [first, ...path] = match?.[1]?.split(/[.[\]]+/).filter((part) => part !== '') ?? [];
  const root = ROOTS.find((name) => name === first);
  if (!match || !root || path.length === 0) {
    throw new Error(
      `"${text}" sets nothing: write test.…=…, environment.…=… or profile.…=…, such as profile.users=20`,
    );
  }
  return { root, path, value: parse(match[2] ?? '') };
}

/** The plans with the assignments in place, to be checked like files: a mistyped path is an unknown key there. */
export function assign(
  raw: RawPlans,
  assignments: readonly Assignment[],
  names: Readonly<Record<Root, string>>,
): RawPlans {
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

/** Files that are not there are left so: that the name is unknown is told elsewhere. */
function setIn(
  files: Readonly<Record<string, unknown>>,
  name: string,
  path: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  return files[name] === undefined ? files : { ...files, [name]: setPath(files[name], path, value) };
}

/** A copy of `object` in which the path holds the value; objects that are missing on the way are made. */
function setPath(object: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(object)) {
    const copy = [...object];
    copy[Number(key)] = setPath(copy[Number(key)], rest, value);
    return copy;
  }
  const record = typeof object === 'object' && object !== null ? (object as Record<string, unknown>) : {};
  return { ...record, [key]: setPath(record[key], rest, value) };
}
