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
