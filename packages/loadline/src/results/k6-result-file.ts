import { existsSync } from 'node:fs';
import { z } from 'zod';
import { ConfigurationError } from '../core/text/problem';
import { RESULT_VERSION, type Result } from '../core/verdict/result';
import { readJson } from './json-file';
import { runFiles } from './run-folder';

const count = z.int().min(0);
const times = z.looseObject({ count, percentiles: z.record(z.string(), z.number()) });

/** The fields that are read from the file that the bundle writes for an instance. They are compared with its samples. */
const k6ResultFile = z.looseObject({
  version: z.literal(RESULT_VERSION),
  verdict: z.enum(['pass', 'fail', 'invalid']),
  spec: z.looseObject({ runId: z.string() }),
  startedAtMs: z.number().optional(),
  versions: z.record(z.string(), z.string()).optional(),
  aggregate: z.looseObject({
    calls: z.array(
      z.looseObject({
        call: z.string(),
        phase: z.enum(['setup', 'load', 'teardown']),
        count,
        failed: count,
        meanBytes: z.number().optional(),
        duration: times.optional(),
      }),
    ),
    journeys: z.array(
      z.looseObject({
        journey: z.string(),
        done: count,
        dropped: count,
        failed: count,
        response: times.optional(),
      }),
    ),
    custom: z.record(z.string(), z.union([times, z.looseObject({ count })])).optional(),
    generatorLag: times.optional(),
    scriptErrors: count,
    sessionsRenewed: count,
    retries: count,
    recordsLeft: count,
  }),
});

/** k6's own figures of one instance, or why there are none. */
export type K6ResultRead = { readonly k6?: Result; readonly problem?: string };

/**
 * Reads k6's own figures of one instance. A file that k6 did not write does not stop the report: the verdict names it.
 * @returns neither figures nor a problem when there is no file: k6 was killed before its end, or keeps no figures
 */
export function readK6Result(folder: string, instance: number, runId: string): K6ResultRead {
  const file = runFiles.k6Result(folder, instance);
  if (!existsSync(file)) return {};
  let content: unknown;
  try {
    content = readJson(file);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { problem: error.problems.map(({ where, message }) => `${where} ${message}`).join('; ') };
  }
  const parsed = k6ResultFile.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') || 'the file';
    return { problem: `${file} is not what k6 wrote (${place}: ${issue?.message}): use the file of the run` };
  }
  const { spec } = parsed.data;
  if (spec.runId !== runId) {
    return { problem: `${file} is of run ${spec.runId}, not of ${runId}: use the file of this run` };
  }
  return { k6: content as Result };
}
