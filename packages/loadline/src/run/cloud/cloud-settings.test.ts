import { expect, it } from 'vitest';
import { cloudSettings, cloudSettingsProblems } from './cloud-settings';

const LOGIN = { K6_CLOUD_TOKEN: 'secret', K6_CLOUD_STACK_ID: '11', K6_CLOUD_PROJECT_ID: '7' };

it('a complete login has no problem', () => {
  expect(cloudSettingsProblems({ ...LOGIN, USERS: '5' })).toEqual([]);
});

it('lists all that is missing, wrong or not handed on', () => {
  const variables = { K6_CLOUD_STACK_ID: 'mine', K6_CLOUD_PUSH_REF_ID: '9' };
  expect(cloudSettingsProblems(variables).map(({ where, code }) => [where, code])).toEqual([
    ['K6_CLOUD_TOKEN', 'variable-missing'],
    ['K6_CLOUD_PROJECT_ID', 'variable-missing'],
    ['K6_CLOUD_STACK_ID', 'variable-value'],
    ['K6_CLOUD_PUSH_REF_ID', 'variable-of-k6'],
  ]);
});

it('the run has the name of the test, unless the user names it', () => {
  expect(cloudSettings({ ...LOGIN, PATH: '/bin' }, 'smoke')).toEqual({
    ...LOGIN,
    K6_CLOUD_NAME: 'smoke',
    K6_CLOUD_TRACES_ENABLED: 'false',
  });
  expect(cloudSettings({ ...LOGIN, K6_CLOUD_NAME: 'nightly' }, 'smoke').K6_CLOUD_NAME).toBe('nightly');
});
