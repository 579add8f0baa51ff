import type { DrainOrder } from '../core/spec/drain-order';
import { OWN } from '../core/spec/own-variables';
import type { RunSpec } from '../core/spec/run-spec';
import type { Problem } from '../core/text/problem';
import { runK6 } from './k6-process';
import type { StopSwitch } from './stop-switch';

/** When the load of a run is to begin, and who shares it. */
export interface Start {
  /** In ms since the epoch; absent: at once. */
  readonly startAtMs?: number;
  /** k6 processes that share the load, and the one to run here; absent: all of them. */
  readonly instances?: number;
  readonly instance?: number;
}

/** What a wait for the start works with. */
interface Waiting extends Start {
  readonly bundle: string;
  readonly spec: Pick<RunSpec, 'drainWithinMs'>;
  readonly variables: NodeJS.ProcessEnv;
  readonly stop: StopSwitch;
  readonly say: (line: string) => void;
  /** Waits for the other instances, and gives the instant. */
  readonly barrier?: () => Promise<number>;
}

/** What a k6 needs to start and to sign in, besides the wait. */
const BEFORE_MS = 5_000;

/**
 * How a load waits until the system has drained: the one place that decides. A single k6 does it in its set-up. Several
 * would begin apart, and one that is to begin at an instant would begin late: `before` them, another k6 waits.
 */
function drainWait(
  { drainWithinMs }: Pick<RunSpec, 'drainWithinMs'>,
  { instances = 1, startAtMs }: Start,
): 'none' | 'in set-up' | 'before' {
  if (drainWithinMs === undefined) return 'none';
  return instances > 1 || startAtMs !== undefined ? 'before' : 'in set-up';
}

/**
 * That instances on several machines can only wait together until an instant.
 * @param isCollected whether a `collect` server gives it
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
 * Waits until a load may begin: until the system has drained, then for the instant. A wait that would end after the instant
 * begins early enough before it.
 * @returns what the set-up of each k6 is to be told
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
  // Ready is who has made all checks of its own, and waited for the system.
  const atMs = waiting.barrier ? await waiting.barrier() : startAtMs;
  if (atMs !== undefined) await sleepUntil(atMs, stop);
  return { [OWN.drainOrder]: order };
}

/** Has a k6 wait until the system has drained. Whatever keeps it from that, no load may begin. */
async function drainFirst(waiting: Waiting): Promise<DrainOrder> {
  const { bundle, variables, instances = 1, instance = 1, stop, say } = waiting;
  say('waits until the system has drained');
  const env = {
    ...variables,
    [OWN.drainOrder]: 'only' satisfies DrainOrder,
    INSTANCES: String(instances),
    INSTANCE: String(instance),
  };
  const { code } = await runK6({ args: ['run', '--quiet', bundle], env, isPlain: true, stop });
  return code === 0 ? 'done' : 'failed';
}

/** Returns early when the run is stopped. */
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
