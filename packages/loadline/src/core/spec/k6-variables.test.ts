import { expect, it } from 'vitest';
import { changingOptions, changingVariables, foreignVariables, isHandedOn } from './k6-variables';

const names = (problems: readonly { where: string }[]) => problems.map(({ where }) => where);

it.each([
  'K6_RPS',
  'K6_NO_SETUP',
  'K6_NO_TEARDOWN',
  'K6_VUS',
  'K6_SYSTEM_TAGS',
  'K6_BLACKLIST_IPS',
  'K6_HTTP_DEBUG',
  'K6_INCLUDE_SYSTEM_ENV_VARS',
])('%s is refused by name, whatever its value', (name) => {
  expect(names(changingVariables({ [name]: 'false' }))).toEqual([name]);
  expect(changingVariables({ [name]: '' })).toEqual([]);
  expect(isHandedOn(name)).toBe(false);
  expect(foreignVariables({ [name]: '1' })).toEqual([]);
});

it('variables for k6 outputs are allowed under k6 alone, but refused by loadline, which sets them itself', () => {
  const variables = { K6_OUT: 'json', K6_LOG_FORMAT: 'raw', K6_WEB_DASHBOARD: 'true', K6_TYPO: '1' };
  expect(changingVariables(variables)).toEqual([]);
  expect(names(foreignVariables(variables))).toEqual(Object.keys(variables));
});

it('secret sources are passed on, tokens of the cloud are not, and neither is refused', () => {
  const variables = { K6_SECRET_SOURCE: 'file=x', K6_SECRET_SOURCE_URL_HEADER_A: 'x', K6_CLOUD_TOKEN: 'x' };
  expect([...changingVariables(variables), ...foreignVariables(variables)]).toEqual([]);
  expect(Object.keys(variables).filter(isHandedOn)).toEqual([
    'K6_SECRET_SOURCE',
    'K6_SECRET_SOURCE_URL_HEADER_A',
  ]);
});

it.each([
  ['rps', 5],
  ['noSetup', true],
  ['noTeardown', true],
  ['httpDebug', 'full'],
  ['blacklistIPs', [{}]],
  ['blockHostnames', ['*']],
  ['minIterationDuration', '1s'],
  ['insecureSkipTLSVerify', true],
  ['throw', true],
])('option %s is refused with the reason of its variable', (option, value) => {
  expect(changingOptions({ [option]: value })).toEqual([
    {
      code: 'variable-of-k6',
      where: `option ${option} of k6`,
      message: expect.stringMatching(/: unset it.*\(it comes from a flag/),
    },
  ]);
});

it('options from flags and the config file are refused like the variables', () => {
  const unset = {
    rps: null,
    noSetup: null,
    noTeardown: false,
    blacklistIPs: null,
    blockHostnames: null,
    throw: null,
  };
  expect(changingOptions(unset)).toEqual([]);
  const options = { rps: 5, noTeardown: true, blockHostnames: ['*'], minIterationDuration: '1s' };
  expect(names(changingOptions(options))).toEqual([
    'option rps of k6',
    'option noTeardown of k6',
    'option blockHostnames of k6',
    'option minIterationDuration of k6',
  ]);
});
