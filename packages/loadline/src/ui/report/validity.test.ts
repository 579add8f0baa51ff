import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { validityChecks } from './validity';

it('script errors outside of iterations break the rule, as those in iterations do', () => {
  const result = exampleResult();
  const rule = (uncaughtErrors?: number) =>
    validityChecks({ ...result, ...(uncaughtErrors !== undefined && { uncaughtErrors }) }).find(
      ({ name }) => name === 'no script error',
    );
  expect(rule()).toMatchObject({ outcome: 'held', detail: '0 script errors' });
  expect(rule(5)).toMatchObject({ outcome: 'broken', detail: '5 script errors', leadsTo: 'invalid' });
});

it('iterations that a late generator did not start are shown, and are accounted for', () => {
  const result = exampleResult();
  const [first] = result.aggregate.journeys;
  if (!first) throw new Error('no journey');
  const { planned } = first;
  const counts = {
    started: planned.min - 2,
    done: planned.min - 2,
    dropped: 0,
    interrupted: 0,
    unaccounted: 0,
  };
  const rule = (tooLate?: number) => {
    const journeys = [{ ...first, ...counts, ...(tooLate !== undefined && { tooLate }) }];
    const aggregate = { ...result.aggregate, journeys };
    return validityChecks({ ...result, aggregate }).find(({ name }) => name.endsWith('accounted for'));
  };
  const text = '2 not started because the generator was late when the load ended';
  expect(rule(2)).toMatchObject({ outcome: 'held', detail: expect.stringContaining(text) });
  expect(rule()).toMatchObject({ outcome: 'broken', leadsTo: 'invalid' });
});
