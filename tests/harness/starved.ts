import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach } from 'vitest';
import { GENERATOR_LIMITS } from '../../packages/loadline/src/core/verdict/starved';

/*
 * A set-up file in vitest.config.ts for all test projects that put load on a service. A test that fails while the machine is
 * starved proves nothing: this file reports it, and vitest repeats the test, at most twice.
 * The machine is starved when a run reports so of its generator; when timers of this process, which also runs most reference
 * services, are later than a generator's may be; or when some process waited for a processor during more than half of the
 * test.
 */

const MOST_PRESSURE = 0.5;

const RESOLUTION_MS = 10;
const lateness = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let said: string | undefined;
let before = { pressureUs: 0, ms: 0 };

/** Looks for a starved generator in a run's output. Each process that a test starts passes its output here. */
export function noteStarvation(output: string): void {
  if (output.includes('generator was starved')) said = 'its load generator was starved';
}

/** Total time in which some process waited for a processor; 0 where the kernel does not report it. */
function pressureUs(): number {
  try {
    return Number(/^some .*total=(\d+)/m.exec(readFileSync('/proc/pressure/cpu', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Reason why a failed test proves nothing; undefined when the machine was not starved. */
function starvation(): string | undefined {
  // The test of this file counts only the run's output.
  if (said !== undefined || process.env.STARVED_BY === 'words') return said;
  const [p99Ms, maxMs] = [lateness.percentile(99) / 1e6, lateness.max / 1e6];
  if (p99Ms > GENERATOR_LIMITS.p99Ms || maxMs > GENERATOR_LIMITS.maxMs)
    return `timers fired up to ${Math.round(maxMs)} ms late, p99 ${Math.round(p99Ms)} ms`;
  const share = (pressureUs() - before.pressureUs) / 1e3 / (performance.now() - before.ms);
  if (share <= MOST_PRESSURE) return undefined;
  return `during ${Math.round(100 * share)} % of it some process waited for a processor`;
}

beforeEach(() => {
  said = undefined;
  before = { pressureUs: pressureUs(), ms: performance.now() };
  lateness.reset();
  lateness.enable();
});

afterEach(({ task }) => {
  lateness.disable();
  if (task.result?.state !== 'fail') return;
  const why = starvation();
  if (why === undefined) return;
  const attempt = (task.result.retryCount ?? 0) + 1;
  const message = `the machine starved this test (${why}), attempt ${attempt}: ${task.name}`;
  console.warn(message);
  throw new Error(message);
});
