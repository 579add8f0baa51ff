import { ghz } from '../peers/ghz.js';
import { rowAtMost } from '../row.js';
import { ratios } from '../statistics.js';
import { CALLS_PER_SECOND, floor, handWritten, loadline, locust } from '../tools.js';
import { describe, measureInTurn } from '../turns.js';

/** Goal for each peer: the CPU of loadline divided by that of the peer. */
const GOALS = { 'hand-written': 1, ghz: 0.97, Locust: 0.45, 'a bare grpc-go client': 2 };

/**
 * CPU of the client per call, each tool as its user starts it.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function cpuOfTools(bench) {
  const tools = {
    loadline: loadline(bench.home),
    'hand-written': handWritten,
    ghz: ghz(bench.home),
    Locust: locust,
    'a bare grpc-go client': floor,
  };
  const { perCall, note } = await measureInTurn(bench, tools, CALLS_PER_SECOND);
  const { loadline: own = [] } = perCall;
  return Object.entries(GOALS).map(([peer, atMost]) =>
    rowAtMost({
      figure: `CPU of the client per call, each as its user starts it, over ${peer}`,
      values: ratios(own, perCall[peer] ?? []),
      atMost,
      beside: describe({ loadline: own, [peer]: perCall[peer] ?? [] }),
      note: `${CALLS_PER_SECOND} calls/s; ${note}`,
      samples: perCall,
    }),
  );
}
