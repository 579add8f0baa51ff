import type { JourneyStats } from '../figures/aggregate';
import { exhausted } from '../figures/exhausted';
import { counted } from '../text/counted';
import { loadBegan } from './judge';
import { judgeProbes } from './probe-matrix';
import type { Result } from './result';

/** Start of the reasons that come from set-up. They are shown word for word. */
const SET_UP = 'set-up failed: ';

/** Describes the outcome of one iteration of each journey, a line each. A run without load has no verdict. */
export function debugLines({ aggregate, reasons }: Result): string[] {
  const setUp = reasons.filter((reason) => reason.startsWith(SET_UP));
  const { failed, invalid } = judgeProbes(aggregate.probes);
  if (!loadBegan(aggregate)) return setUp.length > 0 ? setUp : [NOTHING_DONE];
  return [
    ...setUp,
    ...aggregate.journeys.map(outcome),
    ...failed,
    ...invalid,
    ...exhausted(aggregate),
    ...scriptErrors(aggregate.scriptErrors),
  ];
}

const NOTHING_DONE = 'no journey was done: set-up failed or was stopped, and its own error tells why';

function outcome({ journey, planned, started, done, failed, causes }: JourneyStats): string {
  if (failed > 0) return `${journey} failed: ${Object.keys(causes).join(', ') || 'its cause is in the log'}`;
  if (done >= planned.min) return `${journey} went well`;
  return started > done ? `${journey} was cut off` : `${journey} was not done`;
}

function scriptErrors(count: number): string[] {
  if (count === 0) return [];
  return [`${counted(count, 'script error')}: its line is printed above, with the file, where it happened`];
}
