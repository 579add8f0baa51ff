import { expect, it } from 'vitest';
import { readInputs, withoutOwn } from './inputs.js';

it('lists all that is wrong with the inputs', () => {
  const env = {
    LOADLINE_ACTION_TEST: '$(id)',
    LOADLINE_ACTION_REPEAT: '0',
    LOADLINE_ACTION_FAIL_ON: 'warn',
    LOADLINE_ACTION_ARTIFACT: 'True',
    LOADLINE_ACTION_COMMENT: 'yes',
  };
  expect(() => readInputs(env)).toThrow(
    [
      'test is "$(id)": write the name of a test of plans/registry.yml',
      'repeat is "0": write a whole number from 1 to 99',
      'fail-on is "warn": write fail, invalid, both with a comma between them, or never',
      'artifact is "True": write true or false',
      'comment is "yes": write true or false',
      'run-id is "$(id)-local-1": write letters, digits, dots and dashes',
    ].join('\n'),
  );
});

it('refuses a list of verdicts without a verdict: no run would fail the step', () => {
  const env = { LOADLINE_ACTION_TEST: 'shop-smoke', LOADLINE_ACTION_FAIL_ON: ' , ' };
  expect(() => readInputs(env)).toThrow('fail-on is "": write fail, invalid');
});

it('makes the run id of the test and the run of the workflow, and takes one argument from each line', () => {
  const env = {
    LOADLINE_ACTION_TEST: 'shop-smoke',
    LOADLINE_ACTION_ARGUMENTS: '--users\n 5 \n\n--set\nprofile.duration=5 m',
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_WORKSPACE: '/w',
  };
  expect(readInputs(env)).toMatchObject({
    runId: 'shop-smoke-77-2',
    arguments: ['--users', '5', '--set', 'profile.duration=5 m'],
    failOn: ['fail', 'invalid'],
    folder: '/w',
  });
});

it('hands the token of the action to nobody', () => {
  expect(withoutOwn({ LOADLINE_ACTION_TOKEN: 't', USERS: '3' })).toEqual({ USERS: '3' });
});
