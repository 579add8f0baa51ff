import { expect, it } from 'vitest';
import type { Judgement } from './judge';
import { warnOfWarmUp } from './warm-up';

const PASSED: Judgement = { verdict: 'pass', reasons: [], warnings: ['other'], thresholds: [] };
const THEN = 'they connect in their first iterations, whose times include that';

it.each([
  [undefined, []],
  [{ started: 20, ended: 20, failed: 0 }, []],
  [
    { started: 20, ended: 20, failed: 3, cause: 'connection_refused' },
    [`the warm-up could not connect 3 of 20 virtual users (connection_refused): ${THEN}`],
  ],
  [
    { started: 20, ended: 12, failed: 0 },
    [`the warm-up was too short for 8 of 20 virtual users: ${THEN}; write a longer warmUp`],
  ],
])('%j', (warmUp, warnings) => {
  const judged = warnOfWarmUp(PASSED, warmUp ? { warmUp } : {});
  expect(judged).toEqual({ ...PASSED, warnings: ['other', ...warnings] });
});
