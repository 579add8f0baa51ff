// k6 with the profiles of Go.
import { setTimeout as wait } from 'node:timers/promises';
import { CORES, start } from './process.js';

export const K6_API = '127.0.0.1:6565';

/** The command of k6, with profiles at {@link K6_API}. @param {import('./process.js').Command} command */
export function withPprof({ args: [subcommand = 'run', ...args], ...command }) {
  return { ...command, args: [subcommand, '--profiling-enabled', '--address', K6_API, ...args] };
}

/**
 * Heap that is live after a garbage collection in the middle of a run.
 * @param {import('./process.js').Command} command runs k6
 * @param {number} afterMs from the start of k6 on
 * @returns {Promise<number>} bytes
 * @throws {Error} when k6 has ended by then
 */
export async function liveHeapBytes(command, afterMs) {
  const k6 = start(withPprof(command), CORES.generator);
  await wait(afterMs);
  const reply = await fetch(`http://${K6_API}/debug/pprof/heap?gc=1&debug=1`);
  const text = await reply.text();
  await k6.ended;
  const bytes = /^# HeapAlloc = (\d+)$/m.exec(text)?.[1];
  if (bytes === undefined) throw new Error(`k6 did not state its heap:\n${text.slice(0, 1_000)}`);
  return Number(bytes);
}
