import { expect, it } from 'vitest';
import { plainResult } from '../../../../../tests/harness/example-result';
import type { JourneyStats } from '../figures/aggregate';
import type { Result } from './result';
import { summaryText } from './summary-text';

const WORDS_OF_A_LOAD =
  /verdict|of load|planned|dropped|threshold|threshold|minSamples|run again|not judged/i;

function debugged(change: Partial<JourneyStats>, more: Partial<Result> = {}): string {
  const result = plainResult();
  const one = { planned: { min: 1, max: 1 }, started: 1, done: 1, dropped: 0, failed: 0, causes: {} };
  const [first, second] = result.aggregate.journeys.map(({ journey }) => journey);
  const journeys = [
    { journey: first ?? '', interrupted: 0, unaccounted: 0, ...one, ...change },
    { journey: second ?? '', interrupted: 0, unaccounted: 0, ...one },
  ];
  const aggregate = { ...result.aggregate, calls: [], journeys, ...more.aggregate };
  return summaryText({ ...result, ...more, spec: { ...result.spec, debug: true }, aggregate });
}

const REASON = 'journeys.crud.failed ≤ 0% has no sample: lower minSamples';

it.each<[string, Partial<JourneyStats>, RegExp]>([
  ['went well', {}, /^crud went well$/m],
  ['failed', { failed: 1, causes: { UNAVAILABLE: 1 } }, /^crud failed: UNAVAILABLE$/m],
  ['was cut off', { done: 0, interrupted: 1 }, /^crud was cut off$/m],
  ['was not done', { started: 0, done: 0 }, /^crud was not done$/m],
])('--debug reports a journey that %s, and gives no verdict on a load', (_, change, line) => {
  const text = debugged(change, { verdict: 'invalid', reasons: [REASON] });
  expect(text).toMatch(line);
  expect(text).toMatch(/^listing went well$/m);
  expect(text).not.toMatch(WORDS_OF_A_LOAD);
});

it('--debug says why set-up failed, and counts script errors', () => {
  const { aggregate } = plainResult();
  const journeys = aggregate.journeys.map((stats) => ({ ...stats, started: 0, done: 0, dropped: 0 }));
  const none = { ...aggregate, calls: [], journeys };
  const failed = debugged({}, { reasons: ['set-up failed: wrong password'], aggregate: none });
  expect(failed).toMatch(/^set-up failed: wrong password$/m);
  expect(failed).not.toMatch(WORDS_OF_A_LOAD);
  expect(debugged({}, { reasons: [], aggregate: none })).toMatch(/^no journey was done: set-up failed/m);
});
