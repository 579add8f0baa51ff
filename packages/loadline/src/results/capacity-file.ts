import { z } from 'zod';

/** Version of the format of `capacity.json`. It is raised when a field changes its meaning or is removed. */
export const CAPACITY_VERSION = 1;

const levelRun = z.strictObject({
  /** Id of the run; its report is in `reports/<id>/`. Absent: this machine is too small to start the run. */
  runId: z.string().optional(),
  durationMs: z.number(),
  /**
   * `inconclusive`: no threshold broke, but the figure of one that had too few samples to be judged is beyond its bound.
   * `starved`: the generator could not deliver the load. `invalid`: the run cannot be judged for another reason.
   */
  outcome: z.enum(['held', 'broke', 'inconclusive', 'starved', 'invalid']),
  /** Iterations and calls per second, as in the report of the run: also those that ended after the load count. */
  iterationsPerSecond: z.number().optional(),
  callsPerSecond: z.number().optional(),
  /** Share of the iterations that failed, 0 to 1. */
  failed: z.number().optional(),
  /** The `fail` threshold that is nearest to its bound, or furthest past it. */
  nearest: z
    .strictObject({
      id: z.string(),
      bound: z.string(),
      measured: z.number(),
      /** Measured figure divided by the bound: above 1 the threshold is broken. Absent: there is no ratio to a bound of 0. */
      ofBound: z.number().optional(),
    })
    .optional(),
  /** Ids of the `fail` thresholds that broke. Absent: none. */
  broken: z.array(z.string()).optional(),
  /** Ids of the `fail` thresholds that had too few samples to be judged. Absent: none. */
  notJudged: z.array(z.string()).optional(),
  /**
   * Mean number of iterations under way in the middle third and in the last third of the load. Present when it still grew,
   * as it does while a queue builds up.
   */
  underWay: z.strictObject({ middle: z.number(), last: z.number() }).optional(),
  reasons: z.array(z.string()),
  /** The most frequent failure. Absent: nothing failed. */
  failure: z.string().optional(),
  /** Warnings about virtual users that the warm-up did not connect. Absent: none. */
  warmUp: z.array(z.string()).optional(),
});

const end = z.strictObject({
  users: z.number(),
  /** `runs`: runs at this level that could be judged. `agreed`: how many of them had this level's outcome. */
  runs: z.number(),
  agreed: z.number(),
});

/** `reports/<id>/capacity.json`: what `loadline capacity` found. */
export const capacityFile = z.strictObject({
  version: z.literal(CAPACITY_VERSION),
  loadline: z.string(),
  id: z.string(),
  test: z.string(),
  suite: z.string(),
  target: z.string(),
  from: z.number(),
  to: z.number(),
  budgetMs: z.number(),
  /** What makes the load of a level. Absent in files of earlier versions. */
  load: z
    .strictObject({
      profile: z.string(),
      /** What one user does: each journey with the mean time between two of its iterations. `once`: one iteration. */
      user: z.array(
        z.strictObject({ journey: z.string(), everyMs: z.union([z.number(), z.literal('once')]) }),
      ),
      /** Command line that searches again, with the variables of the shell that decided the load. */
      again: z.string(),
    })
    .optional(),
  /** Whether both `highestHeld` and `lowestBroke` were found. */
  isFound: z.boolean(),
  /** Why the search ended before it found both. */
  stop: z
    .enum([
      'generator',
      'budget',
      'noise',
      'highest level',
      'lowest level',
      'invalid',
      'not judged',
      'error',
      'interrupted',
    ])
    .optional(),
  /** What was found, in one sentence. */
  text: z.string(),
  /** What a reader should know besides: thresholds that were not judged, a queue that still grew, why a level was not run. */
  notes: z.array(z.string()),
  highestHeld: end.optional(),
  lowestBroke: end.optional(),
  /** Probability that more than half of further runs of both levels would have the same outcome: 0 to 1. */
  confidence: z.number().optional(),
  /** The curve: all levels by ascending number of users, each with its runs in the order in which they were made. */
  levels: z.array(z.strictObject({ users: z.number(), runs: z.array(levelRun) })),
});

export type CapacityFile = z.infer<typeof capacityFile>;

/** One run at a level. */
export type LevelRun = CapacityFile['levels'][number]['runs'][number];
