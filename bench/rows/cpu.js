import { rowAtMost } from '../row.js';
import { ratios } from '../statistics.js';
import { bundle, CALLS_PER_SECOND, handWritten } from '../tools.js';
import { describe, measureInTurn } from '../turns.js';

/**
 * CPU of the client per call: the bundle and a hand-written script on the same k6 with the same settings.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function cpu(bench) {
  const measured = await measureInTurn(bench, { handWritten, bundle: bundle(bench.home) }, CALLS_PER_SECOND);
  const { handWritten: hand = [], bundle: own = [] } = measured.perCall;
  return [
    rowAtMost({
      figure: 'CPU of the client per call, same k6 and settings, over hand-written',
      values: ratios(own, hand),
      atMost: 1.1,
      beside: describe({ loadline: own, 'hand-written': hand }),
      note: `${CALLS_PER_SECOND} calls/s; ${measured.note}`,
      samples: measured.perCall,
    }),
  ];
}
