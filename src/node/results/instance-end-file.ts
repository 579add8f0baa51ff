import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { INSTANCE_END_VERSION, type InstanceEnd } from '../../load/instance-end';
import { ConfigurationError } from '../../load/problem';
import { readJson, writeJson } from './json-file';

const endFile = z.looseObject({
  version: z.literal(INSTANCE_END_VERSION),
  instance: z.int().min(1),
  startedAtMs: z.number(),
  endedAtMs: z.number(),
});

/** Path of `end-<i>.json`. Instances count from 1. */
export function endPath(folder: string, instance: number): string {
  return join(folder, `end-${instance}.json`);
}

/** Writes how an instance ended. @throws {Error} when the disk does not take it */
export function writeInstanceEnd(folder: string, end: Omit<InstanceEnd, 'version'>): void {
  writeJson(endPath(folder, end.instance), { version: INSTANCE_END_VERSION, ...end });
}

/**
 * Reads how an instance ended.
 * @returns undefined when there is no such file: loadline itself ended before k6 did
 * @throws {ConfigurationError} when the file is not one that loadline wrote
 */
export function readInstanceEnd(folder: string, instance: number): InstanceEnd | undefined {
  const file = endPath(folder, instance);
  if (!existsSync(file)) return undefined;
  const parsed = endFile.safeParse(readJson(file));
  if (parsed.success) return parsed.data as unknown as InstanceEnd;
  throw new ConfigurationError(
    parsed.error.issues.map(({ path, message }) => ({
      where: `${file}: ${path.join('.') || 'the file'}`,
      message: `${message}: use the file that loadline wrote`,
    })),
  );
}
