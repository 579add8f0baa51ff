import { mean, median, spread } from './statistics.js';
import { measureWindow } from './window.js';

const WARM_UP_MS = 3_000;
const WINDOW_MS = 8_000;
const QUICK_WARM_UP_MS = 1_500;
const QUICK_WINDOW_MS = 3_500;
/** Time that calls continue after the window. */
const TAIL_SECONDS = 1;

/**
 * Measures tools in turns, so that other work on the machine affects all of them alike.
 * @param {import('./row.js').Bench} bench
 * @param {Record<string, import('./tools.js').Tool>} tools
 * @param {number} callsPerSecond what each has to deliver
 */
export async function measureInTurn({ repeats, isQuick, server, say }, tools, callsPerSecond) {
  const warmUpMs = isQuick ? QUICK_WARM_UP_MS : WARM_UP_MS;
  const windowMs = isQuick ? QUICK_WINDOW_MS : WINDOW_MS;
  /** @type {Record<string, number[]>} */
  const perCall = Object.fromEntries(Object.keys(tools).map((name) => [name, []]));
  /** @type {Record<string, number[]>} */
  const perMessage = Object.fromEntries(Object.keys(tools).map((name) => [name, []]));
  const shares = [];
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const [name, tool] of Object.entries(tools)) {
      const used = await again(() => measureTool(tool), say);
      say(`  ${repeat}/${repeats} ${name}: ${used.perCall.toFixed(1)} µs per call`);
      perCall[name]?.push(used.perCall);
      perMessage[name]?.push(used.perMessage);
      shares.push(...used.shares);
    }
  }
  const note = `the server used ${spread(
    shares.map((share) => share * 100),
    0,
  )} % of its core`;
  return { perCall, perMessage, note };

  /** @param {import('./tools.js').Tool} tool */
  async function measureTool(tool) {
    const commands = await tool(server, (warmUpMs + windowMs) / 1_000 + TAIL_SECONDS);
    const windows = [];
    for (const command of Array.isArray(commands) ? commands : [commands]) {
      windows.push(await measureWindow(server, { command, warmUpMs, windowMs, callsPerSecond }));
    }
    return {
      perCall: mean(windows.map(({ microsecondsPerCall }) => microsecondsPerCall)),
      perMessage: mean(windows.map(({ microsecondsPerMessage }) => microsecondsPerMessage)),
      shares: windows.map(({ serverShare }) => serverShare),
    };
  }
}

/** Repeats a measurement that other work on the machine has disturbed. */
const ATTEMPTS = 3;

/**
 * Runs a function that may fail once or twice.
 * @template Value
 * @param {() => Promise<Value>} work
 * @param {(line: string) => void} say
 * @returns {Promise<Value>}
 */
export async function again(work, say) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      say(`  once more, as it failed: ${error instanceof Error ? error.message.split('\n', 1)[0] : error}`);
    }
  }
}

/** Medians by name, as text. @param {Record<string, number[]>} values µs @param {number} [digits] */
export function describe(values, digits = 0) {
  return Object.entries(values)
    .map(([name, of]) => `${name} ${median(of).toFixed(digits)} µs`)
    .join(', ');
}
