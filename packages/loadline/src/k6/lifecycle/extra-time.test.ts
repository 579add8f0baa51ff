import { expect, test } from 'vitest';
import { Env } from '../user/env';
import { extraTimeMs, extraTimeProblems } from './extra-time';

/** What a suite reads: two durations, one of them without a default, and an address. */
function read(variables: Record<string, string> = {}): Env {
  const env = new Env(variables);
  env.durationMs('HOST_WITHIN', 2_000);
  env.durationMs('READY_WITHIN');
  env.baseUrl('TARGET_HOST', 'http://127.0.0.1:5000');
  return env;
}

test.each([
  ['HOST_WITHIN', {}, 2_000],
  ['HOST_WITHIN', { HOST_WITHIN: '5s' }, 5_000],
  ['READY_WITHIN', {}, 0],
  ['READY_WITHIN', { READY_WITHIN: '3s' }, 3_000],
  [undefined, {}, 0],
])('%s with %j adds %d ms', (extraTime, variables, ms) => {
  const env = read(variables);
  expect(extraTimeProblems({ look: { ...(extraTime !== undefined && { extraTime }) } }, env)).toEqual([]);
  expect(extraTimeMs(extraTime, env)).toBe(ms);
});

test.each([
  ['HOST_WITIN', 'did you mean "HOST_WITHIN"? valid: HOST_WITHIN'],
  ['TARGET_HOST', 'valid: HOST_WITHIN'],
  ['2s', 'valid: HOST_WITHIN'],
])('%s as extra time is a problem of the declaration', (extraTime, valid) => {
  expect(extraTimeProblems({ look: { extraTime } }, read())).toEqual([
    {
      code: 'suite-declaration',
      where: 'journey look: extraTime',
      message: `there is no duration variable "${extraTime}": ${valid}`,
    },
  ]);
});
