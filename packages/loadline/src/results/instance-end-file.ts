import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError, type Problem } from '../core/text/problem';
import { INSTANCE_END_VERSION, type InstanceEnd, STOP_CAUSES } from '../core/verdict/instance-end';
import { readJson, writeJson } from './json-file';

const endFile = z.looseObject({
  version: z.literal(INSTANCE_END_VERSION),
  instance: z.int().min(1),
  runId: z.string(),
  specHash: z.string(),
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  exitCode: z.int().optional(),
  killedBy: z.string().optional(),
  stopped: z
    .looseObject({ by: z.enum(STOP_CAUSES), atMs: z.number(), detail: z.string().optional() })
    .optional(),
  uncaught: z.looseObject({ count: z.int().min(0), first: z.string().optional() }).optional(),
  outputErrors: z.looseObject({ count: z.int().min(0), first: z.string() }).optional(),
  examples: z
    .array(
      z.looseObject({
        of: z.enum(['call', 'journey']),
        name: z.string(),
        cause: z.string(),
        text: z.string(),
      }),
    )
    .optional(),
  setupError: z.string().optional(),
  samples: z.int().min(0).optional(),
  clock: z.looseObject({ offsetMs: z.number(), withinMs: z.number().min(0) }).optional(),
  doubts: z.array(z.string()).optional(),
});

/** Record of how an instance ended. It names its run, so that the record of another run is not taken for it. */
export interface RecordedEnd extends InstanceEnd {
  readonly runId: string;
  /** Hash of the spec that k6 was started with. A `run.json` with another hash was changed since. */
  readonly specHash: string;
}

/** Path of `end-<i>.json`. Instances count from 1. */
export function endPath(folder: string, instance: number): string {
  return join(folder, `end-${instance}.json`);
}

/** Writes how an instance ended. @throws {Error} when the file cannot be written */
export function writeInstanceEnd(folder: string, end: Omit<RecordedEnd, 'version'>): void {
  writeJson(endPath(folder, end.instance), { version: INSTANCE_END_VERSION, ...end });
}

/**
 * Reads how an instance ended.
 * @returns undefined when there is no such file: loadline itself ended before k6 did
 * @throws {ConfigurationError} when the file is not one that loadline wrote for this instance of this run
 */
export function readInstanceEnd(folder: string, instance: number, runId: string): RecordedEnd | undefined {
  const file = endPath(folder, instance);
  if (!existsSync(file)) return undefined;
  const parsed = endFile.safeParse(readJson(file));
  if (parsed.success) {
    const end = parsed.data as unknown as RecordedEnd;
    const stranger = strangerText(end, instance, runId);
    if (stranger === undefined) return end;
    throw new ConfigurationError([{ code: 'run-unreadable', where: file, message: stranger }]);
  }
  throw new ConfigurationError(
    parsed.error.issues.map(
      ({ path, message }): Problem => ({
        code: 'run-unreadable',
        where: `${file}: ${path.join('.') || 'the file'}`,
        message: `${message}: use the file that loadline wrote`,
      }),
    ),
  );
}

/** Why a record does not belong to an instance, in words. */
function strangerText(end: RecordedEnd, instance: number, runId: string): string | undefined {
  if (end.runId !== runId) return `is of run ${end.runId}, not of ${runId}: use the file of this run`;
  if (end.instance !== instance)
    return `is of instance ${end.instance}, not of ${instance}: use the file of that instance`;
  return undefined;
}
