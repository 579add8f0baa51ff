import { setTimeout as wait } from 'node:timers/promises';
import { CORES, cpuSeconds, failure, ownCpuSeconds, start } from './process.js';
import { firstCallMs, vacancyCalls } from './server.js';

/** Longest time until the first call of a tool. */
const FIRST_CALL_MS = 60_000;

/**
 * Accepted exit codes. 99 is one of them: thresholds judge the whole run, and one may break while users connect. The server's
 * count decides whether the window is valid.
 */
const ENDINGS = [0, 3, 99];

/** Largest relative difference of the server's count from the planned calls. */
const TOLERANCE = 0.05;

/**
 * Work that is measured in its steady state, without start and end of the tool.
 * @typedef {object} Work
 * @property {import('./process.js').Command} command makes calls for at least `warmUpMs + windowMs` after its first
 * @property {number} warmUpMs from the first call on: until every connection is open
 * @property {number} windowMs
 * @property {number} callsPerSecond what it has to deliver
 */

/**
 * CPU of a tool in a window of its run, divided by the calls that the server counted in it.
 * @param {import('./server.js').Server} server
 * @param {Work} work
 * @returns {Promise<{ microsecondsPerCall: number, microsecondsPerMessage: number, cpuSeconds: number, calls: number, serverShare: number, ownShare: number }>}
 * `serverShare` and `ownShare` are shares of a core: of the server, and of the tool's first process without its children
 * @throws {Error} when the tool fails, or does more or less than it has to
 */
export async function measureWindow(server, { command, warmUpMs, windowMs, callsPerSecond }) {
  await server.reset();
  const tool = start(command, CORES.generator);
  const deadline = Date.now() + FIRST_CALL_MS;
  while (firstCallMs(await server.counts()) === undefined) {
    if (!tool.isRunning() || Date.now() > deadline) throw await stopped('made no call');
    await wait(50);
  }
  await wait(warmUpMs);
  const before = await reading();
  await wait(windowMs);
  const after = await reading();
  const { code, output } = await tool.ended;
  if (code === null || !ENDINGS.includes(code)) throw failure(command, `ended with ${code}`, output);
  if (after.failed > before.failed)
    throw failure(command, `${after.failed - before.failed} calls failed`, output);
  const calls = after.calls - before.calls;
  const seconds = (after.atMs - before.atMs) / 1_000;
  const rate = calls / seconds;
  if (Math.abs(rate / callsPerSecond - 1) > TOLERANCE) {
    throw failure(command, `made ${rate.toFixed(0)} calls/s instead of ${callsPerSecond}`, output);
  }
  const used = after.tool - before.tool;
  return {
    microsecondsPerCall: (used / calls) * 1e6,
    microsecondsPerMessage: (used / (after.messages - before.messages)) * 1e6,
    cpuSeconds: used,
    calls,
    serverShare: (after.server - before.server) / seconds,
    ownShare: (after.own - before.own) / seconds,
  };

  /** @param {string} what */
  async function stopped(what) {
    tool.kill();
    const { output } = await tool.ended;
    return failure(command, what, output);
  }

  async function reading() {
    const counts = await server.counts();
    return {
      atMs: performance.now(),
      calls: vacancyCalls(counts),
      failed: counts.failed,
      messages: counts.messages,
      tool: cpuSeconds(tool.pid),
      own: ownCpuSeconds(tool.pid),
      server: cpuSeconds(server.pid),
    };
  }
}
