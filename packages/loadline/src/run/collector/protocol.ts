import { z } from 'zod';
import type { Problem } from '../../core/text/problem';

/** Variable that holds the token of the `collect` server. In an argument, every user of the machine could read it. */
export const TOKEN_VARIABLE = 'LOADLINE_COLLECTOR_TOKEN';

/** Least length of a token, in characters. Shorter ones could be guessed. */
const SHORTEST_TOKEN = 16;

/**
 * Problems with the token of the `collect` server.
 * @param write advice on what to set it to
 */
export function tokenProblems(token: string | undefined, write: string): Problem[] {
  const why = !token
    ? 'is not set'
    : token.length < SHORTEST_TOKEN
      ? 'is too short'
      : // The token is sent in a header, which allows no other characters.
        /[^\x21-\x7e]/.test(token)
        ? 'has a blank, a line break or a character that is not ASCII'
        : undefined;
  if (why === undefined) return [];
  const code = token ? 'variable-value' : 'variable-missing';
  return [{ code, where: TOKEN_VARIABLE, message: `${why}: set it to ${write}` }];
}

/** Advice on the token, for the person who chooses it. */
export const NEW_TOKEN = `at least ${SHORTEST_TOKEN} random characters, the same for all instances`;

/** Counts of one instance so far: iterations started, done and failed, and calls. */
export const counted = z.object({
  started: z.number(),
  done: z.number(),
  failed: z.number(),
  calls: z.number(),
});
export type Counted = z.infer<typeof counted>;

/** Order to stop the load before its planned end, and the reason. */
export const stopOrder = z.object({ by: z.enum(['threshold', 'error']), detail: z.string().max(1_000) });
export type StopOrder = z.infer<typeof stopOrder>;

/** Difference of the clocks. Its error, `withinMs`, is half of the fastest round trip. */
const clock = z.object({ offsetMs: z.number(), withinMs: z.number().min(0) });

/**
 * Versions of the programs of an instance. All instances need the same ones, because others may measure differently.
 */
export const versions = z.object({ loadline: z.string().max(100), k6: z.string().max(100) });
export type Versions = z.infer<typeof versions>;

/** An instance has done its own checks and can begin. `boot` is new for each process. */
export const readyRequest = z.object({
  boot: z.uuid(),
  /** Number of instances that share the load, from this instance's own options. */
  of: z.number(),
  versions,
  /** Hash of the spec: instances with different specs do not share a load. */
  spec: z.string().max(100),
  /** Longest duration of set-up, load and clean-up together, in ms. */
  lastsMs: z.number().positive(),
});
export type ReadyRequest = z.infer<typeof readyRequest>;

/** A sign of life during the load. */
export const beatRequest = z.object({
  boot: z.uuid(),
  counted,
  /** Set when the instance stops its load: the others stop too. */
  stopped: stopOrder.optional(),
});
export type BeatRequest = z.infer<typeof beatRequest>;

/** SHA-256 of files, by name. */
export const hashes = z.record(z.string().max(100), z.string().max(100));
export type Hashes = z.infer<typeof hashes>;

/** Maximum number of reasons that an instance sends, and maximum length of each. */
export const MOST_PROBLEMS = { count: 10, characters: 500 };

/** All files of an instance are delivered. */
export const doneRequest = z.object({
  boot: z.uuid(),
  exit: z.number(),
  clock: clock.optional(),
  files: hashes,
  /** Reasons why this part cannot be judged that only the instance knows. */
  problems: z.array(z.string().max(MOST_PROBLEMS.characters)).max(MOST_PROBLEMS.count),
});
export type DoneRequest = z.infer<typeof doneRequest>;

/** The server's answer to each of these requests. */
export const answer = z.object({
  /** The server's clock, in ms since the epoch. */
  atMs: z.number(),
  /** Time until the start, in ms: relative, so that clocks do not matter. Absent until all instances have arrived. */
  startInMs: z.number().optional(),
  stop: stopOrder.optional(),
});
export type Answer = z.infer<typeof answer>;

/** How often an instance asks whether it may start. It polls, as a request that is held open may hang in a proxy. */
export const POLL_MS = 500;
/** How often an instance sends a sign of life. */
export const BEAT_MS = 2_000;
/** An instance that has sent nothing for this long is lost. */
export const SILENCE_MS = 15_000;

/** Whether a file name is one that an instance may deliver. */
export function isFileOf(name: string, instance: number): boolean {
  return [
    'run.json',
    `samples-${instance}.csv.gz`,
    `k6-${instance}.json`,
    `k6-${instance}.log`,
    `end-${instance}.json`,
    `listeners-${instance}.json`,
    `observed-${instance}.ndjson`,
  ].includes(name);
}
