import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type RunSpec, SPEC_VERSION } from '../core/spec/run-spec';
import { ConfigurationError, type Problem } from '../core/text/problem';
import { readJson, writeJson } from './json-file';
import { specFile } from './spec-schema';

/** Paths of the files of a run. Instances count from 1. */
export const runFiles = {
  spec: (folder: string) => join(folder, 'run.json'),
  result: (folder: string) => join(folder, 'result.json'),
  samples: (folder: string, instance: number) => join(folder, `samples-${instance}.csv.gz`),
  /** k6's own figures of its part of the run. */
  k6Result: (folder: string, instance: number) => join(folder, k6ResultName(instance)),
  /** What the listeners of an instance, or of all instances on one machine, received. */
  listeners: (folder: string, instance: number) => join(folder, `listeners-${instance}.json`),
  /** What an instance observed of other systems: a line for each reading. */
  observed: (folder: string, instance: number) => join(folder, `observed-${instance}.ndjson`),
  /** State of a run in progress. It is removed at the end of the run. */
  live: (folder: string) => join(folder, 'live.json'),
  log: (folder: string, instance: number) => join(folder, `k6-${instance}.log`),
};

/** The named pipe that k6 writes the samples of an instance into while it runs. */
export function pipeOf(folder: string, instance: number): string {
  return `${runFiles.samples(folder, instance)}.pipe`;
}

/** Name of the file that the bundle writes for one instance. */
export function k6ResultName(instance: number): string {
  return `k6-${instance}.json`;
}

/** Writes `run.json`. */
export function writeSpec(folder: string, spec: RunSpec): void {
  writeJson(runFiles.spec(folder), spec);
}

/** Reads `run.json`. @throws {ConfigurationError} when it is missing, is something else, or has the format of another version */
export function readSpec(folder: string): RunSpec {
  const file = runFiles.spec(folder);
  if (!existsSync(file)) {
    const message = `there is no run.json in it: name the folder of a run, such as reports/<run id>`;
    throw new ConfigurationError([{ code: 'run-unreadable', where: folder, message }]);
  }
  const content = readJson(file);
  const { version, loadline } = (content ?? {}) as { version?: unknown; loadline?: unknown };
  if (typeof version === 'number' && version !== SPEC_VERSION) {
    const maker = typeof loadline === 'string' ? `loadline ${loadline}` : 'an older loadline';
    const message = `is a run of ${maker} (format ${version}), this one reads format ${SPEC_VERSION}: make its reports with the version that ran it`;
    throw new ConfigurationError([{ code: 'run-unreadable', where: file, message }]);
  }
  const parsed = specFile.safeParse(content);
  if (parsed.success) return parsed.data as unknown as RunSpec;
  const problems = parsed.error.issues.map(
    ({ path, message }): Problem => ({
      code: 'run-unreadable',
      where: `${file}: ${path.join('.') || 'the file'}`,
      message: `${message}: use the run.json that loadline wrote`,
    }),
  );
  throw new ConfigurationError(problems);
}

/** Numbers of the instances that left samples or an end record in a folder, ascending. */
export function instancesIn(folder: string): number[] {
  if (!existsSync(folder)) return [];
  const numbers = readdirSync(folder).flatMap((name) => {
    const number = /^(?:samples-(\d+)\.csv(?:\.gz)?|end-(\d+)\.json)$/.exec(name)?.slice(1).find(Boolean);
    return number === undefined ? [] : [Number(number)];
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}
