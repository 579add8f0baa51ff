import { join } from 'node:path';
import { rowAtMost } from '../row.js';
import { startSink } from '../sink.js';
import { median } from '../statistics.js';
import { again } from '../turns.js';
import { measureWindow } from '../window.js';

/** 250 iterations of four calls per second: a user starts one each 300 ms. */
const USERS = 75;
const CALLS_PER_SECOND = 1_000;
const WARM_UP_MS = 3_000;
/** Figures are sent every 5 s, so four times in the window. */
const WINDOW_MS = 20_000;
const SECONDS = (WARM_UP_MS + WINDOW_MS) / 1_000 + 2;

/**
 * CPU that two listeners add to the process of loadline at 1,000 calls/s: metrics over OTLP and events to Splunk.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function telemetry({ home, server, repeats, say }) {
  const sink = await startSink();
  /** @type {{ listeners: number[], without: number[] }} */
  const shares = { listeners: [], without: [] };
  try {
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const without = await again(() => shareOf([]), say);
      const listeners = await again(() => shareOf(listenerOptions(sink.url)), say);
      shares.without.push(without);
      shares.listeners.push(listeners);
      say(
        `  ${repeat}/${repeats} ${listeners.toFixed(1)} % of a core, without listeners ${without.toFixed(1)} %`,
      );
    }
  } finally {
    sink.close();
  }
  const { listeners, without } = shares;
  return [
    rowAtMost({
      figure: 'CPU of the listeners otel and splunk in the process of loadline at 1,000 calls/s',
      values: listeners.map((share, i) => share - (without[i] ?? Number.NaN)),
      atMost: 3,
      unit: '% of a core',
      digits: 1,
      beside: `with ${median(listeners).toFixed(1)} %, without ${median(without).toFixed(1)} %`,
      samples: shares,
    }),
  ];

  /** Share of a core that the process of loadline uses, without k6, in percent. @param {string[]} options */
  async function shareOf(options) {
    const load = ['--users', String(USERS), '--duration', `${SECONDS}s`];
    const command = {
      file: process.execPath,
      args: [join(home, 'bin/loadline'), 'run', 'crud', ...load, ...options],
      env: { ...server.variables, SPLUNK_TOKEN: 'token-of-the-bench' },
      cwd: home,
    };
    const work = { command, warmUpMs: WARM_UP_MS, windowMs: WINDOW_MS, callsPerSecond: CALLS_PER_SECOND };
    const { ownShare } = await measureWindow(server, work);
    const { metrics, events } = sink.taken();
    const areTold = metrics > 0 && events > 0;
    if (areTold !== options.length > 0)
      throw new Error(`the sink got ${metrics} requests with metrics and ${events} events`);
    return ownShare * 100;
  }
}

/** @param {string} url */
function listenerOptions(url) {
  const settings = {
    'metrics.kind': 'otel',
    'metrics.url': url,
    'splunk.kind': 'splunk',
    'splunk.url': url,
    'splunk.token': 'SPLUNK_TOKEN',
  };
  return Object.entries(settings).flatMap(([key, value]) => [
    '--set',
    `environment.listeners.${key}=${value}`,
  ]);
}
