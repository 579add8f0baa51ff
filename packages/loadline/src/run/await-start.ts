import type { DrainOrder } from '../core/spec/drain-order';
import { OWN } from '../core/spec/own-variables';
import type { RunSpec } from '../core/spec/run-spec';
import type { Problem } from '../core/text/problem';
import { runK6 } from './k6-process';
import type { StopSwitch } from './stop-switch';
import type { UserOutput } from './user-output';

/** When the load of a run begins, and which k6 processes share it. */
export interface Start {
  /** In ms since the epoch. Absent: at once. */
  readonly startAtMs?: number;
  /** Number of k6 processes that share the load, and the one that runs here. Absent: all of them run here. */
  readonly instances?: number;
  readonly instance?: number;
}

/** Input of {@link awaitStart}. */
interface Waiting extends Start {
  readonly bundle: string;
  readonly spec: Pick<RunSpec, 'drainWithinMs'>;
  readonly variables: NodeJS.ProcessEnv;
  readonly stop: StopSwitch;
  readonly say: (line: string) => void;
  readonly output: UserOutput;
  /** Waits for the other instances. Returns the start, in ms since the epoch. */
  readonly barrier?: () => Promise<number>;
}

/** Time that k6 needs to start and to sign in, besides the wait, in ms. */
const BEFORE_MS = 5_000;

/**
 * How a load waits until the system has drained; only this function decides. A single k6 waits in its set-up. Several would
 * begin at different times, and one with a fixed start would begin late: for these, another k6 waits `before` the load.
 */
function drainWait(
  { drainWithinMs }: Pick<RunSpec, 'drainWithinMs'>,
  { instances = 1, startAtMs }: Start,
): 'none' | 'in set-up' | 'before' {
  if (drainWithinMs === undefined) return 'none';
  return instances > 1 || startAtMs !== undefined ? 'before' : 'in set-up';
}

/**
 * Refuses instances on several machines that would wait for the system one by one, and so begin at different times.
 * @param isCollected whether a `collect` server tells all of them when to start
 */
export function startProblems(
  spec: Pick<RunSpec, 'drainWithinMs'>,
  start: Start,
  isCollected = false,
): Problem[] {
  if (isCollected) return [];
  const isShared = start.instance !== undefined && (start.instances ?? 1) > 1;
  if (!isShared || start.startAtMs !== undefined || drainWait(spec, start) === 'none') return [];
  const message =
    'is not set: instances that each wait by themselves until the system has drained begin apart. Give all of them the same instant, such as --start-at 2026-03-01T12:00:00Z, or DRAIN_WITHIN=0s';
  return [{ code: 'start-at', where: '--start-at', message }];
}

/**
 * Waits until a load may begin: first until the system has drained, then until the fixed start, if there is one. The wait for
 * the system begins early enough to end before the fixed start.
 * @returns variables for the set-up of each k6
 */
export async function awaitStart(waiting: Waiting): Promise<Readonly<Record<string, string | undefined>>> {
  const { spec, startAtMs, stop, say } = waiting;
  if (startAtMs !== undefined) {
    const inS = Math.ceil((startAtMs - Date.now()) / 1000);
    say(`starts at ${new Date(startAtMs).toISOString()}, in ${Math.max(0, inS)} s`);
  }
  let order: DrainOrder | undefined;
  if (drainWait(spec, waiting) === 'before') {
    const { drainWithinMs = 0 } = spec;
    if (startAtMs !== undefined) await sleepUntil(startAtMs - drainWithinMs - BEFORE_MS, stop);
    order = await drainFirst(waiting);
  }
  // An instance is ready when it has done all its checks and the system has drained.
  const atMs = waiting.barrier ? await waiting.barrier() : startAtMs;
  if (atMs !== undefined) await sleepUntil(atMs, stop);
  return { [OWN.drainOrder]: order };
}

/** Starts a k6 that waits until the system has drained. If it fails for any reason, no load may begin. */
async function drainFirst(waiting: Waiting): Promise<DrainOrder> {
  const { bundle, variables, instances = 1, instance = 1, stop, say, output } = waiting;
  say('waits until the system has drained');
  const env = {
    ...variables,
    [OWN.drainOrder]: 'only' satisfies DrainOrder,
    INSTANCES: String(instances),
    INSTANCE: String(instance),
  };
  const { code } = await runK6({ args: ['run', '--quiet', bundle], env, isPlain: true, stop, output });
  return code === 0 ? 'done' : 'failed';
}

/** Sleeps until a time, in ms since the epoch. Returns early when the run is stopped. */
async function sleepUntil(atMs: number, stop: StopSwitch): Promise<void> {
  const waitMs = atMs - Date.now();
  if (waitMs <= 0 || stop.stopped) return;
  await new Promise<void>((done) => {
    const timer = setTimeout(end, waitMs);
    const forget = stop.onStop(end);
    function end() {
      clearTimeout(timer);
      forget();
      done();
    }
  });
}
