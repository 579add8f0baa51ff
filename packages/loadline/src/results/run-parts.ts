import type { RunSpec } from '../core/spec/run-spec';
import { ConfigurationError, type Problem } from '../core/text/problem';
import { runFiles } from './run-folder';
import { OWN_SETTINGS } from './spec-hash';

/** A folder that is said to hold a part of a run, or all of it. */
export interface PartFolder {
  readonly folder: string;
  readonly spec: RunSpec;
}

/**
 * Checks that folders are parts of one run.
 * @returns the spec of the run, and in which settings the folders differ, in words: such parts are not one load
 * @throws {ConfigurationError} when there is no folder, or they are of different runs
 */
export function checkParts([first, ...others]: readonly PartFolder[]): {
  readonly spec: RunSpec;
  readonly problems: readonly string[];
} {
  if (!first)
    throw new ConfigurationError([
      { code: 'argument-missing', where: 'DIR', message: 'name the folder of a run' },
    ]);
  const { runId } = first.spec;
  const strangers = others.flatMap(({ folder, spec }): Problem[] => {
    if (spec.runId === runId) return [];
    const message = `is run ${spec.runId}, but ${first.folder} is ${runId}: name folders of one run`;
    return [{ code: 'run-parts', where: folder, message }];
  });
  if (strangers.length > 0) throw new ConfigurationError(strangers);
  return { spec: first.spec, problems: others.flatMap((other) => differing(first, other)) };
}

/** @throws {ConfigurationError} when an instance is in more than one folder */
export function noTwice(instances: readonly { readonly number: number; readonly folder: string }[]): void {
  const problems = instances.flatMap(({ number, folder }, index): Problem[] => {
    const earlier = instances.slice(0, index).find((other) => other.number === number);
    if (!earlier) return [];
    return [
      {
        code: 'run-parts',
        where: folder,
        message: `instance ${number} is in ${earlier.folder} too: name it once`,
      },
    ];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/** Machines whose specs have different loads did not share one load. */
function differing(first: PartFolder, other: PartFolder): string[] {
  const [a, b] = [comparable(first.spec), comparable(other.spec)];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key]);
  if (keys.length === 0) return [];
  const files = `${runFiles.spec(other.folder)} and ${runFiles.spec(first.folder)}`;
  return [
    `${files} are not of one load, they differ in ${keys.join(', ')}: run all instances with the same settings`,
  ];
}

function comparable(spec: RunSpec): Record<string, string> {
  const { suite, profile, users, loadMs, warmUpMs, target, journeys, thresholds, instances, flat } = spec;
  const { loadline, settings, probes, versions = {} } = spec;
  const values = settings.filter(({ name }) => !OWN_SETTINGS.includes(name));
  const load = {
    suite,
    profile,
    users,
    loadMs,
    warmUpMs,
    target,
    journeys,
    thresholds,
    instances,
    flat,
    probes,
  };
  // Other versions may measure differently, so parts of a run must have the same ones.
  const parts = { ...load, 'version of loadline': loadline, 'version of k6': versions.k6 };
  const named = Object.entries(parts).map(([name, value]) => [name, JSON.stringify(value)]);
  const set = values.map(({ name, value }) => [`setting ${name}`, value]);
  return Object.fromEntries([...named, ...set]);
}
