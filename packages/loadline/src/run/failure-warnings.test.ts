import { expect, it } from 'vitest';
import { failureLine } from '../core/figures/failure-line';
import { scriptErrorLine } from '../core/figures/script-error-line';
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

const REFUSED = 'dial tcp 127.0.0.1:8099: connect: connection refused';

it("k6's own warnings, one for each request, are one line for each cause, and a count", () => {
  const warnings = new FailureWarnings();
  const line = (error: string, level = 'warning') => ({ level, msg: 'Request Failed', error });
  const again = Array.from({ length: 60 }, (_, id) =>
    warnings.isRepeated(line(`Get "http://127.0.0.1:8099/requests/${id}": ${REFUSED}`)),
  );
  expect(again.filter((isAgain) => !isAgain)).toHaveLength(1);
  const reset = (port: number) =>
    `read tcp 127.0.0.1:${port}->127.0.0.1:8099: read: connection reset by peer`;
  for (const port of [40_001, 40_002])
    expect(warnings.isRepeated(line(`Post "http://127.0.0.1:8099/": ${reset(port)}`))).toBe(port > 40_001);
  expect(warnings.isRepeated({ level: 'warning', msg: 'Insufficient VUs' })).toBe(false);
  expect(warnings.summary()).toEqual([
    `Request Failed, ${REFUSED}: 60 times in all`,
    'Request Failed, read tcp 127.0.0.1:8099: read: connection reset by peer: 2 times in all',
  ]);
});

it.each([
  { level: 'error', msg: 'x' },
  { level: 'warning', msg: 'x', source: 'console' },
  { level: 'info', msg: 'x' },
])('other lines are not combined: %j', (line) => {
  const warnings = new FailureWarnings();
  expect([warnings.isRepeated(line), warnings.isRepeated(line), warnings.summary()]).toEqual([
    false,
    false,
    [],
  ]);
});

/** An exception with a stack in k6's format. */
function thrown(message: string, line = 3): Error {
  const error = new TypeError(message);
  error.stack = `TypeError: ${message}\n\tat run (crud.ts:${line}:4)\n\tat again (journey.ts:1:1)`;
  return error;
}

it('script errors of many virtual users are shown once for each kind, in full, and then counted', () => {
  const warnings = new FailureWarnings();
  const shown = (error: Error) => {
    const msg = scriptErrorLine(' in journey crud', error);
    return !warnings.isRepeatedError({ level: 'error', source: 'console', msg });
  };
  const each = Array.from({ length: 201 }, (_, user) => shown(thrown(`no order ${user}`)));
  expect(each.filter(Boolean)).toHaveLength(1);
  expect([shown(thrown('no user 1')), shown(thrown('no order 1', 9))]).toEqual([true, true]);
  expect(warnings.summary()).toEqual([
    'script error in journey crud: TypeError: no order 0: 201 virtual users in all',
  ]);
});

it('exceptions that no iteration caught are shown once for each kind', () => {
  const warnings = new FailureWarnings();
  const uncaught = (msg: string) => ({
    level: 'error',
    source: 'stacktrace',
    executor: 'x',
    scenario: 'crud',
    msg,
  });
  const each = [1, 2, 3].map((n) =>
    warnings.isRepeatedError(uncaught(`Uncaught (in promise) Error: ${n}\n\tat a (b.js:1)`)),
  );
  expect(each).toEqual([false, true, true]);
  expect(warnings.summary()).toEqual(['Uncaught (in promise) Error: 1: 3 times in all']);
});

it('the first 20 of different errors are shown, and the others are counted', () => {
  const warnings = new FailureWarnings();
  const each = [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => {
    const msg = scriptErrorLine(' in journey crud', thrown(letter));
    return warnings.isRepeatedError({ level: 'error', source: 'console', msg });
  });
  expect(each.filter((isRepeated) => !isRepeated)).toHaveLength(20);
  expect(warnings.summary()).toEqual(['6 script errors of other kinds']);
});

it.each([
  { level: 'error', source: 'console', msg: 'script error of somebody who writes so' },
  { level: 'error', msg: 'an error of k6 itself' },
  { level: 'warning', source: 'console', msg: scriptErrorLine('', 'x') },
])('other errors are not combined: %j', (line) => {
  const warnings = new FailureWarnings();
  expect([warnings.isRepeatedError(line), warnings.isRepeatedError(line)]).toEqual([false, false]);
});
