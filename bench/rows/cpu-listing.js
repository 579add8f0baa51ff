import { join } from 'node:path';
import { project } from '../process.js';
import { rowAtMost } from '../row.js';
import { ratios } from '../statistics.js';
import { handWrittenCommand } from '../tools.js';
import { describe, measureInTurn } from '../turns.js';

/** Listings per second, usually of 50 messages each, and the number of connections that share them. */
const LISTINGS_PER_SECOND = 100;
const VUS = 101;

/** @param {number} seconds */
const load = (seconds) => ({
  USERS: String(LISTINGS_PER_SECOND * 0.3),
  VUS: String(VUS),
  DURATION: `${seconds}s`,
});

/** @type {import('../tools.js').Tool} */
const handWritten = (server, seconds) => handWrittenCommand(server, { ...load(seconds), LOAD: 'listing' });

/** @param {string} home @returns {import('../tools.js').Tool} */
const bundle = (home) => (server, seconds) => ({
  file: project('bin/k6'),
  args: ['run', '--quiet', join(home, 'dist/listing.js')],
  env: { ...server.variables, ...load(seconds) },
});

/**
 * CPU of the client per message of a listing: the bundle and a hand-written script on the same k6.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function cpuOfListing(bench) {
  const tools = { 'hand-written': handWritten, loadline: bundle(bench.home) };
  const { perMessage, note } = await measureInTurn(bench, tools, LISTINGS_PER_SECOND);
  const { loadline = [], 'hand-written': hand = [] } = perMessage;
  return [
    rowAtMost({
      figure: 'CPU of the client per listing message received, same k6 and settings, over hand-written',
      values: ratios(loadline, hand),
      atMost: 0.85,
      beside: describe(perMessage, 1),
      note: `${note}; loadline has k6 count the messages without decoding them, as no journey reads them`,
      samples: perMessage,
    }),
  ];
}
