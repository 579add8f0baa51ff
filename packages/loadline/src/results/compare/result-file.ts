import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { printableDeep } from '../../core/text/printable';
import type { Problem } from '../../core/text/problem';
import { RESULT_VERSION, type Result } from '../../core/verdict/result';
import { problemsOf } from '../../plans/schema';
import { ownFileProblems } from '../links';

const NAME = 'result.json';

/** A run's result, or what is wrong with its file. */
export type ReadResult = { readonly result: Result } | { readonly problems: readonly Problem[] };

const times = z.looseObject({ count: z.number(), percentiles: z.record(z.string(), z.number()) });

const schedule = z.looseObject({ kind: z.enum(['constant', 'ramping']) });

/** Whether a value is the figures of each second. There may be many of them, so only their shape is checked. */
function isSeconds(value: unknown): boolean {
  const isObject = (one: unknown): one is Record<string, unknown> => typeof one === 'object' && one !== null;
  return Array.isArray(value) && value.every((second) => isObject(second) && isObject(second.calls));
}

/** The fields of a result that are read. Any other field is allowed. */
const resultFile = z.looseObject({
  loadline: z.string(),
  // Other times are no dates, and no list could show them.
  startedAtMs: z.number().min(0).max(8.64e15).optional(),
  verdict: z.enum(['pass', 'fail', 'invalid']),
  reasons: z.array(z.string()),
  incomplete: z.array(z.string()).optional(),
  thresholds: z.array(z.looseObject({ id: z.string(), level: z.enum(['fail', 'warn']), bound: z.string() })),
  spec: z.looseObject({
    suite: z.string(),
    runId: z.string(),
    profile: z.string(),
    users: z.number(),
    loadMs: z.number(),
    target: z.string(),
    journeys: z.array(z.looseObject({ name: z.string(), schedule })),
    settings: z.array(z.looseObject({ name: z.string(), value: z.string() })),
  }),
  aggregate: z.looseObject({
    loadMs: z.number().positive(),
    calls: z.array(
      z.looseObject({
        call: z.string(),
        phase: z.enum(['setup', 'load', 'teardown']),
        count: z.number(),
        failed: z.number(),
        duration: times.optional(),
      }),
    ),
    journeys: z.array(
      z.looseObject({
        journey: z.string(),
        done: z.number(),
        failed: z.number(),
        duration: times.optional(),
        response: times.optional(),
      }),
    ),
    observed: z
      .array(z.looseObject({ name: z.string(), unit: z.string(), figures: times.optional() }))
      .optional(),
    seconds: z.custom(isSeconds, 'is no list of seconds').optional(),
  }),
});

/** Reads `result.json` of one run. @param folder of the run */
export function readResult(folder: string): ReadResult {
  const where = join(folder, NAME);
  const wrong = (message: string): ReadResult => ({ problems: [{ code: 'run-unreadable', where, message }] });
  if (!existsSync(where)) {
    return wrong(
      'is missing, as if the run was cut off: name the folder of a run that ended, or run it again',
    );
  }
  const links = ownFileProblems(where);
  if (links.length > 0) return { problems: links };
  let value: unknown;
  try {
    value = printableDeep(JSON.parse(readFileSync(where, 'utf8')));
  } catch (error) {
    return wrong(`is no JSON (${(error as Error).message}): name another run, or run it again`);
  }
  const { version } = (value ?? {}) as { version?: unknown };
  if (version !== RESULT_VERSION && version !== 1) {
    return wrong(
      `has the version ${JSON.stringify(version)}, this loadline reads 1 and ${RESULT_VERSION}: name a run that this loadline made`,
    );
  }
  if (version === 1) value = fromVersion1(value);
  const checked = resultFile.safeParse(value);
  if (checked.success) return { result: value as Result };
  const problems = problemsOf(checked.error, where, resultFile);
  return {
    problems: problems.map(
      ({ where: path, message }): Problem => ({
        code: 'run-unreadable',
        where: path,
        message: `${message}: name another run, or run it again`,
      }),
    ),
  };
}

/** Whether a folder is the folder of one run. */
export function isRun(folder: string): boolean {
  return existsSync(join(folder, NAME));
}

/**
 * The folders directly below a folder, sorted by name, without hidden ones.
 * @returns an empty list when there is no such folder
 */
export function subfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** Converts a result of version 1 to the current format, as far as comparisons and lists of runs need it. */
function fromVersion1(value: unknown): unknown {
  const { plan, limits, ...rest } = value as Version1;
  if (typeof plan !== 'object' || plan === null) return rest;
  const { schedules, ...spec } = plan;
  const journeys = Object.entries(schedules ?? {}).map(([name, schedule]) => ({ name, schedule }));
  const thresholds = (limits ?? []).map(({ limit, level, ...result }) => ({
    ...result,
    level: level === 'warn' ? level : 'fail',
    bound: limit,
  }));
  return { ...rest, version: RESULT_VERSION, spec: { ...spec, journeys }, thresholds };
}

/** The fields of version 1 that have another name or place in the current format. */
interface Version1 {
  readonly plan?: { readonly schedules?: Readonly<Record<string, unknown>> };
  readonly limits?: readonly { readonly limit: string; readonly level: string }[];
}
