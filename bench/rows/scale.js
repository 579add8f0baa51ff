import { join } from 'node:path';
import { project } from '../process.js';
import { rowAtMost } from '../row.js';
import { median, ratios } from '../statistics.js';
import { again } from '../turns.js';
import { measureWindow } from '../window.js';

/** The same load with more and more virtual users, each with its own connection. */
const ITERATIONS_PER_SECOND = 200;
const VIRTUAL_USERS = [10, 100, 1_000, 5_000];
const QUICK_VIRTUAL_USERS = [10, 1_000];
const WINDOW_MS = 8_000;
const QUICK_WINDOW_MS = 3_000;
const TAIL_SECONDS = 1;

/**
 * CPU of loadline per call at 10 to 5,000 virtual users.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function scale({ repeats, isQuick, server, home, say }) {
  const counts = isQuick ? QUICK_VIRTUAL_USERS : VIRTUAL_USERS;
  const windowMs = isQuick ? QUICK_WINDOW_MS : WINDOW_MS;
  /** @type {Map<number, number[]>} */
  const perCall = new Map(counts.map((count) => [count, []]));
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const [count, values] of perCall) {
      const used = await again(() => measure(count), say);
      say(
        `  ${repeat}/${repeats} ${count} virtual users: ${used.microsecondsPerCall.toFixed(1)} µs per call`,
      );
      values.push(used.microsecondsPerCall);
    }
  }
  const [first = [], ...others] = perCall.values();
  const last = others.at(-1) ?? [];
  return [
    rowAtMost({
      figure: `CPU of loadline per call, ${counts.at(-1)} virtual users over ${counts[0]}`,
      values: ratios(last, first),
      atMost: 1.2,
      beside: [...perCall].map(([count, values]) => `${count}: ${median(values).toFixed(0)} µs`).join(', '),
      note: `${ITERATIONS_PER_SECOND * 4} calls/s each, every connection in turn`,
      samples: Object.fromEntries(perCall),
    }),
  ];

  /** @param {number} count */
  function measure(count) {
    const turnMs = (count / ITERATIONS_PER_SECOND) * 1_000;
    const warmUpMs = turnMs + 1_000;
    const seconds = Math.ceil((warmUpMs + windowMs) / 1_000) + TAIL_SECONDS;
    const command = {
      file: project('bin/k6'),
      args: ['run', '--quiet', join(home, 'dist/crud.js')],
      env: {
        ...server.variables,
        USERS: String(ITERATIONS_PER_SECOND * 0.3),
        MAX_DURATION: `${turnMs}ms`,
        DURATION: `${seconds}s`,
      },
    };
    return measureWindow(server, { command, warmUpMs, windowMs, callsPerSecond: ITERATIONS_PER_SECOND * 4 });
  }
}
