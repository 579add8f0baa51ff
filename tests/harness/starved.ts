import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach } from 'vitest';
import { GENERATOR_LIMITS } from '../../packages/loadline/src/core/verdict/judge';

/*
 * For all tests that put load on something, as a set-up file of their projects in vitest.config.ts: a test that fails while
 * the machine is starved proves nothing. It says so, and vitest repeats it, once.
 *
 * Starved is a machine on which a run says so of its generator, on which timers of this process, where most of the
 * reference services run, are as late as a run's own may not be, or on which some process waited for a processor during
 * more than half of the test.
 */

const MOST_PRESSURE = 0.5;

const RESOLUTION_MS = 10;
const lateness = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let said: string | undefined;
let before = { pressureUs: 0, ms: 0 };

/** Takes note of what a run has said: each process that a test starts hands its output over. */
export function noteStarvation(output: string): void {
  if (output.includes('generator was starved')) said = 'its load generator was starved';
}

/** How long some process has waited for a processor up to now; 0 where the kernel does not say. */
function pressureUs(): number {
  try {
    return Number(/^some .*total=(\d+)/m.exec(readFileSync('/proc/pressure/cpu', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Why nobody can tell whether the test is right, in words; undefined on a machine that had time for it. */
function starvation(): string | undefined {
  // In its own test, only what is said counts.
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
  const attempt = (task.result.retryCount ?? 0) === 0 ? 'it is repeated once' : 'also when it was repeated';
  const message = `the machine starved this test (${why}), ${attempt}: ${task.name}`;
  console.warn(message);
  throw new Error(message);
});
