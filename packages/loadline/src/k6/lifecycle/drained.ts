import { sleep } from 'k6';
import type { Options } from 'k6/options';
import type { DrainOrder } from '../../core/spec/drain-order';
import { formatDuration } from '../../core/text/duration';
import { IterationEnded, type PhaseCaller } from '../measure/calls';
import { log } from '../measure/log';
import { milliseconds } from '../measure/milliseconds';
import type { Env } from '../user/env';
import { setting } from '../user/settings';
import type { DrainedCheck } from '../user/suite-definition';
import { setUpTimeout } from './k6-options';

const WITHIN = 'DRAIN_WITHIN';
const WITHIN_MS = 60_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/** Reads how long a load waits at most until the system has finished earlier work. @returns time in ms */
export function readDrainWithin(env: Env): number {
  return env.durationMs(WITHIN, WITHIN_MS) ?? 0;
}

/** Facts about the run that waits. */
interface Waiting {
  /** Address of the system, for people. */
  readonly target: string;
  /** Mark that the records of the run carry. */
  readonly mark: string;
  /** Number of k6 processes that share the load. */
  readonly instances: number;
  /** Order from `bin/loadline`; undefined under k6 alone. */
  readonly order: DrainOrder | undefined;
}

/** Makes k6's options for a run that only waits: a virtual user that does nothing. */
export function drainOptions(common: Options, withinMs: number): Options {
  return {
    ...common,
    setupTimeout: setUpTimeout(withinMs),
    scenarios: { drain: { executor: 'per-vu-iterations', exec: 'debug', vus: 1, iterations: 1 } },
  };
}

/**
 * Waits until the system has finished earlier work: otherwise this run would also measure what another run left. Several
 * instances do not wait, because they would then start at different times. `bin/loadline` waits before it starts them.
 * @throws {Error} when the system has not drained in time
 */
export async function waitUntilDrained(
  drained: DrainedCheck,
  caller: PhaseCaller,
  { target, mark, instances, order }: Waiting,
): Promise<void> {
  const within = setting(WITHIN);
  const withinMs = milliseconds(within);
  if (order === 'failed') throw new Error(notDrained(target, within));
  if (order === 'done') return;
  if (instances > 1 && order !== 'only') {
    log.info(
      `${WITHIN} has no effect: ${instances} instances that wait each by themselves would begin apart`,
    );
    return;
  }
  const startMs = Date.now();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    if (await isDrained(drained, caller, mark)) break;
    const leftMs = startMs + withinMs - Date.now();
    if (leftMs <= 0) throw new Error(notDrained(target, within));
    // The last check is at the end of the time.
    sleep(Math.min(pauseMs, leftMs) / 1_000);
  }
  const tookMs = Date.now() - startMs;
  log.info(`${target} has drained: a request of its own was done after ${formatDuration(tookMs)}`);
}

async function isDrained(drained: DrainedCheck, caller: PhaseCaller, mark: string): Promise<boolean> {
  try {
    return await drained(caller, mark);
  } catch (error) {
    // A call with `endsJourney` has failed: it is tried again here.
    if (error instanceof IterationEnded) return false;
    throw error;
  }
}

function notDrained(target: string, within: string): string {
  return `${target} has not drained within ${within}: it is still busy with what was asked of it before, or its workers do nothing, so no load was put on it. Wait until it is done, write a longer ${WITHIN}, such as ${WITHIN}=10m, or ${WITHIN}=0s to run all the same`;
}
