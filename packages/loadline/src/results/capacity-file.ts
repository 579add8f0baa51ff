import { z } from 'zod';

/** Version of the format of `capacity.json`. It is raised when a field changes its meaning or is removed. */
export const CAPACITY_VERSION = 1;

const levelRun = z.strictObject({
  /** Id of the run, whose report is in `reports/<id>/`. Absent: the machine could not start it. */
  runId: z.string().optional(),
  durationMs: z.number(),
  /** `starved`: the generator could not deliver the load. `invalid`: the run cannot be judged for another reason. */
  outcome: z.enum(['held', 'broke', 'starved', 'invalid']),
  /** Iterations that came to their end, and calls, per second. */
  iterationsPerSecond: z.number().optional(),
  callsPerSecond: z.number().optional(),
  /** Failed iterations as a share of all. */
  failed: z.number().optional(),
  /** The `fail` threshold that is nearest to its bound, or furthest past it. */
  nearest: z
    .strictObject({
      id: z.string(),
      bound: z.string(),
      measured: z.number(),
      /** What is measured, as a share of the bound: above 1 it is broken. */
      ofBound: z.number(),
    })
    .optional(),
  reasons: z.array(z.string()),
});

const end = z.strictObject({
  users: z.number(),
  /** Number of runs at this level that could be judged, and of those that ended in this way. */
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
  /** Whether both ends were found. */
  isFound: z.boolean(),
  /** Why not. */
  stop: z
    .enum(['generator', 'budget', 'noise', 'highest level', 'lowest level', 'invalid', 'interrupted'])
    .optional(),
  /** What was found, in one sentence. */
  text: z.string(),
  highestHeld: end.optional(),
  lowestBroke: end.optional(),
  /** How sure it is that both levels would end in the same way again, most of the time: 0 to 1. */
  confidence: z.number().optional(),
  /** The curve: all levels, by users, with their runs in order. */
  levels: z.array(z.strictObject({ users: z.number(), runs: z.array(levelRun) })),
});

export type CapacityFile = z.infer<typeof capacityFile>;

/** One run at a level. */
export type LevelRun = CapacityFile['levels'][number]['runs'][number];
