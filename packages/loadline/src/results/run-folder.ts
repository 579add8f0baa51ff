import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunShape } from '../core/figures/from-k6';
import { ConfigurationError } from '../core/text/problem';
import type { RunPlan } from '../core/verdict/result';
import { readJson, writeJson } from './json-file';
import { manifestFields } from './manifest-schema';

/** Version of the format of `run.json`. */
export const MANIFEST_VERSION = 1;

/** `run.json`: what a run is to be, written before it starts, for whoever reads its samples. */
export interface Manifest {
  readonly version: typeof MANIFEST_VERSION;
  readonly plan: RunPlan;
  /** How its figures are read. */
  readonly shape: RunShape;
  /** k6 processes that share the load. */
  readonly instances: number;
  /** Whether limits were left to whoever reads the samples: k6 judged nothing. */
  readonly flat: boolean;
}

const manifestFile = manifestFields.extend({ version: z.literal(MANIFEST_VERSION) });

/** Paths of the files of a run. Instances count from 1. */
export const runFiles = {
  manifest: (folder: string) => join(folder, 'run.json'),
  result: (folder: string) => join(folder, 'result.json'),
  samples: (folder: string, instance: number) => join(folder, `samples-${instance}.csv.gz`),
  /** What k6 itself made of its part of the run. */
  k6Result: (folder: string, instance: number) => join(folder, k6ResultName(instance)),
  log: (folder: string, instance: number) => join(folder, `k6-${instance}.log`),
};

/** Name of the file that the bundle writes for one instance. */
export function k6ResultName(instance: number): string {
  return `k6-${instance}.json`;
}

/** Writes `run.json`. */
export function writeManifest(folder: string, manifest: Omit<Manifest, 'version'>): void {
  writeJson(runFiles.manifest(folder), { version: MANIFEST_VERSION, ...manifest });
}

/** Reads `run.json`. @throws {ConfigurationError} when it is not there or is something else */
export function readManifest(folder: string): Manifest {
  const file = runFiles.manifest(folder);
  if (!existsSync(file)) {
    const message = `there is no run.json in it: name the folder of a run, such as reports/<run id>`;
    throw new ConfigurationError([{ where: folder, message }]);
  }
  const parsed = manifestFile.safeParse(readJson(file));
  if (parsed.success) return parsed.data as unknown as Manifest;
  const problems = parsed.error.issues.map(({ path, message }) => ({
    where: `${file}: ${path.join('.') || 'the file'}`,
    message: `${message}: use the run.json that loadline wrote`,
  }));
  throw new ConfigurationError(problems);
}

/** Numbers of the instances that left samples, or a record of their end, in a folder, ascending. */
export function instancesIn(folder: string): number[] {
  if (!existsSync(folder)) return [];
  const numbers = readdirSync(folder).flatMap((name) => {
    const number = /^(?:samples-(\d+)\.csv(?:\.gz)?|end-(\d+)\.json)$/.exec(name)?.slice(1).find(Boolean);
    return number === undefined ? [] : [Number(number)];
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}
