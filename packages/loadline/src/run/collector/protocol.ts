import { z } from 'zod';

/** Name of the variable that holds the token of the `collect` server; a token in an argument could be read by anybody. */
export const TOKEN_VARIABLE = 'LOADLINE_COLLECTOR_TOKEN';

/** Shorter tokens could be guessed. */
export const SHORTEST_TOKEN = 16;

/** What one instance has counted up to now. */
export const counted = z.object({
  started: z.number(),
  done: z.number(),
  failed: z.number(),
  calls: z.number(),
});
export type Counted = z.infer<typeof counted>;

/** Why a load is to end before its planned end. */
export const stopOrder = z.object({ by: z.enum(['threshold', 'error']), detail: z.string().max(1_000) });
export type StopOrder = z.infer<typeof stopOrder>;

/**
 * How far the clock of the `collect` server is ahead of the instance's, in ms, and how far off that may be: half of the
 * fastest round trip.
 */
export const clock = z.object({ offsetMs: z.number(), withinMs: z.number() });
export type Clock = z.infer<typeof clock>;

/** An instance has made its own checks and could begin. `boot` is new for each process. */
export const readyRequest = z.object({
  boot: z.uuid(),
  /** Hash of the spec: machines that were told of different loads do not share one. */
  spec: z.string().max(100),
  /** Length of load, set-up and clean-up at most, in ms. */
  lastsMs: z.number().positive(),
});
export type ReadyRequest = z.infer<typeof readyRequest>;

/** A sign of life while the load goes on. */
export const beatRequest = z.object({
  boot: z.uuid(),
  counted,
  clock: clock.optional(),
  /** The instance stops its load: the others are to stop too. */
  stopped: stopOrder.optional(),
});
export type BeatRequest = z.infer<typeof beatRequest>;

/** All files of an instance are delivered. */
export const doneRequest = z.object({ boot: z.uuid(), exit: z.number(), clock: clock.optional() });
export type DoneRequest = z.infer<typeof doneRequest>;

/** What the server answers to all of them. */
export const answer = z.object({
  /** The server's clock, in ms since the epoch. */
  atMs: z.number(),
  /** Relative, so that clocks do not matter; absent: not all are there. */
  startInMs: z.number().optional(),
  stop: stopOrder.optional(),
});
export type Answer = z.infer<typeof answer>;

/** How often an instance asks whether it may start. Short polls: a held request may hang in a proxy that dropped it. */
export const POLL_MS = 500;
/** How often an instance says that it lives. */
export const BEAT_MS = 2_000;
/** An instance that has said nothing for so long is lost. */
export const SILENCE_MS = 15_000;

/** Names of the files that an instance may deliver. */
export function isFileOf(name: string, instance: number): boolean {
  return [
    'run.json',
    `samples-${instance}.csv.gz`,
    `k6-${instance}.json`,
    `k6-${instance}.log`,
    `end-${instance}.json`,
  ].includes(name);
}
