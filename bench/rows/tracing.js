import { rowAtMost } from '../row.js';
import { ratios } from '../statistics.js';
import { CALLS_PER_SECOND, loadline } from '../tools.js';
import { describe, measureInTurn } from '../turns.js';

/**
 * CPU of the client per call with a traceparent on every call and 1 % of the iterations sampled, relative to a run without tracing.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function tracing(bench) {
  const without = loadline(bench.home);
  /** @type {import('../tools.js').Tool} */
  const traced = async (server, seconds) => {
    const commands = [await without(server, seconds)].flat();
    return commands.map((command) => ({ ...command, env: { ...command.env, TRACE_SHARE: '1%' } }));
  };
  const { perCall, note } = await measureInTurn(bench, { without, traced }, CALLS_PER_SECOND);
  const { traced: own = [], without: plain = [] } = perCall;
  return [
    rowAtMost({
      figure: 'CPU of the client per call with tracing of 1 %, over without',
      values: ratios(own, plain),
      atMost: 1.1,
      beside: describe({ traced: own, without: plain }),
      note: `${CALLS_PER_SECOND} calls/s; ${note}`,
      samples: perCall,
    }),
  ];
}
