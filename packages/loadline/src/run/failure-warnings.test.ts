import { expect, it } from 'vitest';
import { failureLine } from '../core/figures/failure-line';
import { FailureWarnings } from './failure-warnings';

const failed = (cause: string, text: string) => failureLine({ of: 'call', name: 'GET /a', cause, text });
const job = (text: string) => failureLine({ of: 'journey', name: 'a', cause: 'job_failed', text });

it('failures of many virtual users are one line for each cause, and a count', () => {
  const warnings = new FailureWarnings();
  const shown = Array.from({ length: 714 }, (_, user) => warnings.fold(failed('timeout', `user ${user}`)));
  expect(shown.filter((text) => text !== undefined)).toEqual([
    'GET /a failed, timeout: user 0 (further ones are only counted)',
  ]);
  expect(warnings.fold(failed('dns', 'x'))).toContain('dns: x (further');
  expect(warnings.fold(job('GET /a failed, timeout: y'))).toContain('job_failed');
  expect(warnings.fold(job('z'))).toBeUndefined();
  expect(warnings.summary()).toEqual([
    'GET /a failed, timeout: 714 virtual users in all',
    'journey a failed, job_failed: 2 virtual users in all',
  ]);
});

it.each(['', 'GET /a failed, timeout: once', '(further ones of this user are only counted)', 'anything'])(
  'another text stays as it is: %j',
  (text) => {
    const warnings = new FailureWarnings();
    expect([warnings.fold(text), warnings.fold(text), warnings.summary()]).toEqual([text, text, []]);
  },
);
