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

/** Reads how long a load waits for the system to be done with what was asked of it before. @returns it in ms */
export function readDrainWithin(env: Env): number {
  return env.durationMs(WITHIN, WITHIN_MS) ?? 0;
}

/** The run that waits. */
interface Waiting {
  /** The system's address, for people. */
  readonly target: string;
  /** What the records of the run carry. */
  readonly mark: string;
  /** That share the load. */
  readonly instances: number;
  /** Of `bin/loadline`; k6 alone has none. */
  readonly order: DrainOrder | undefined;
}

/** k6's options for waiting alone: a user who does nothing. */
export function drainOptions(common: Options, withinMs: number): Options {
  return {
    ...common,
    setupTimeout: setUpTimeout(withinMs),
    scenarios: { drain: { executor: 'per-vu-iterations', exec: 'debug', vus: 1, iterations: 1 } },
  };
}

/**
 * Waits until the system is done with what was asked of it before: what another run left would be measured with this one.
 * Several instances do not wait: they would begin apart. `bin/loadline` waits before it starts them.
 * @throws {Error} when it has not drained in time
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
    // The last look is at the bound.
    sleep(Math.min(pauseMs, leftMs) / 1_000);
  }
  const tookMs = Date.now() - startMs;
  log.info(`${target} has drained: a request of its own was done after ${formatDuration(tookMs)}`);
}

async function isDrained(drained: DrainedCheck, caller: PhaseCaller, mark: string): Promise<boolean> {
  try {
    return await drained(caller, mark);
  } catch (error) {
    // A call that ends a journey when it fails: here it is tried again.
    if (error instanceof IterationEnded) return false;
    throw error;
  }
}

function notDrained(target: string, within: string): string {
  return `${target} has not drained within ${within}: it is still busy with what was asked of it before, or its workers do nothing, so no load was put on it. Wait until it is done, write a longer ${WITHIN}, such as ${WITHIN}=10m, or ${WITHIN}=0s to run all the same`;
}
