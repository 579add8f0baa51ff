import type { RunSpec } from '../core/spec/run-spec';
import { counted } from '../core/text/counted';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import type { InstanceEnd } from '../core/verdict/instance-end';
import type { Result } from '../core/verdict/result';
import { endPath, type RecordedEnd, readInstanceEnd } from './instance-end-file';
import { readK6Result } from './k6-result-file';
import { ownFileProblems } from './links';
import { instancesIn, readSpec, runFiles } from './run-folder';
import type { WholeSamples } from './samples/sample-aggregator';
import { OWN_SETTINGS, specHash } from './spec-hash';

/** One k6 process of a run, read from the files that it left. */
export interface Instance {
  readonly number: number;
  readonly folder: string;
  /** k6's own figures. Absent when k6 was killed or keeps none. */
  readonly k6?: Result;
  /** How the process ended. Absent when loadline itself ended before k6 did, or when the record was refused. */
  readonly end?: InstanceEnd;
  /** Whether a record of its end exists that belongs to something else or cannot be read. */
  readonly hasBadEnd?: boolean;
}

/** Contents of the folders of a run. */
export interface RunFolders {
  readonly spec: RunSpec;
  readonly instances: readonly Instance[];
  /** Files that do not belong to this run or were changed since they were written, in words. */
  readonly problems: readonly string[];
}

/** What this process knows of a run that it did itself, even if the files are lost or damaged. */
export interface OwnRecords {
  readonly spec: RunSpec;
  readonly ends: readonly InstanceEnd[];
  /** The samples that were read while k6 wrote them. Absent: they are read from the files. */
  readonly samples?: WholeSamples;
  /** What went wrong with the files of the run, in words. */
  readonly problems: readonly string[];
}

/**
 * Reads the folders of one run: its spec, and the files that each instance left beside its samples.
 * @param own records of a run that this process did, in one folder
 * @throws {ConfigurationError} when the folders are not those of one run, name an instance twice, or contain a `run.json`
 * that is not the run's own
 */
export function readInstances(folders: readonly string[], own?: OwnRecords): RunFolders {
  const specs = folders.map((folder) => ({ folder, spec: own?.spec ?? readSpec(folder) }));
  const [first] = specs;
  if (!first)
    throw new ConfigurationError([
      { code: 'argument-missing', where: 'DIR', message: 'name the folder of a run' },
    ]);
  const { spec } = first;
  const { runId } = spec;
  const strangers = specs.flatMap((other): Problem[] => {
    if (other.spec.runId === runId) return [];
    const message = `is run ${other.spec.runId}, but ${first.folder} is ${runId}: name folders of one run`;
    return [{ code: 'run-parts', where: other.folder, message }];
  });
  if (strangers.length > 0) throw new ConfigurationError(strangers);
  const problems = specs.flatMap((other) => differing(first, other));
  const known = own?.ends ?? [];
  const all = folders.flatMap((folder) => {
    const numbers = new Set([...instancesIn(folder), ...known.map(({ instance }) => instance)]);
    return [...numbers].sort((a, b) => a - b).map((number) => ({ number, folder }));
  });
  noTwice(all);
  if (!own)
    throwProblems(all.flatMap(({ number, folder }) => ownFileProblems(runFiles.samples(folder, number))));
  const hashes = new Map(specs.map((one) => [one.folder, specHash(one.spec)]));
  const changed: Problem[] = [];
  const instances = all.flatMap(({ number, folder }): Instance[] => {
    const { k6, problem } = readK6Result(folder, number, runId);
    const ownEnd = known.find(({ instance }) => instance === number);
    const read: EndRead = ownEnd ? {} : endIn(folder, number, runId);
    const { problem: notRead } = read;
    const end = ownEnd ?? read.end;
    problems.push(...[problem, notRead].filter((text) => text !== undefined));
    if (read.end && read.end.specHash !== hashes.get(folder)) changed.push(otherSpec(folder, number));
    if (number > spec.instances) {
      const file = runFiles.samples(folder, number);
      problems.push(
        `${file} is not of this run, which has ${counted(spec.instances, 'instance')}: it was not read`,
      );
      return [];
    }
    return [{ number, folder, ...(k6 && { k6 }), ...(end && { end }), ...(notRead && { hasBadEnd: true }) }];
  });
  throwProblems(changed);
  return { spec, instances, problems };
}

/** A run must be judged by the spec that k6 ran with. */
function otherSpec(folder: string, number: number): Problem {
  const message = `is not the one that instance ${number} was started with, whose hash is in ${endPath(folder, number)}: put the original back, or run again; of several machines name the folder of each, with its own run.json`;
  return { code: 'run-unreadable', where: runFiles.spec(folder), message };
}

interface EndRead {
  readonly end?: RecordedEnd;
  readonly problem?: string;
}

function endIn(folder: string, number: number, runId: string): EndRead {
  try {
    const end = readInstanceEnd(folder, number, runId);
    return end ? { end } : {};
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { problem: error.problems.map(({ where, message }) => `${where} ${message}`).join('; ') };
  }
}

function noTwice(instances: readonly Pick<Instance, 'number' | 'folder'>[]): void {
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
function differing(first: { folder: string; spec: RunSpec }, other: typeof first): string[] {
  const [a, b] = [comparable(first.spec), comparable(other.spec)];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key]);
  if (keys.length === 0) return [];
  const files = `${runFiles.spec(other.folder)} and ${runFiles.spec(first.folder)}`;
  return [
    `${files} are not of one load, they differ in ${keys.join(', ')}: run all instances with the same settings`,
  ];
}

function comparable(spec: RunSpec): Record<string, string> {
  const { suite, profile, users, loadMs, target, journeys, thresholds, instances, flat, settings } = spec;
  const values = settings.filter(({ name }) => !OWN_SETTINGS.includes(name));
  const parts = { suite, profile, users, loadMs, target, journeys, thresholds, instances, flat };
  const named = Object.entries(parts).map(([name, value]) => [name, JSON.stringify(value)]);
  const set = values.map(({ name, value }) => [`setting ${name}`, value]);
  return Object.fromEntries([...named, ...set]);
}
