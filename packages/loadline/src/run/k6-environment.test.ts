import { expect, it } from 'vitest';
import { k6Environment, unusedProxies, withProxy } from './k6-environment';

it('k6 gets the variables of the run and those of loadline, and sends no usage report', () => {
  const variables = { USERS: '3', K6_RPS: '5', K6_SECRET_SOURCE: 'file=a', K6_NO_USAGE_REPORT: 'false' };
  expect(k6Environment(variables, { K6_CSV_TIME_FORMAT: 'unix_micro' })).toEqual({
    USERS: '3',
    K6_SECRET_SOURCE: 'file=a',
    K6_CSV_TIME_FORMAT: 'unix_micro',
    K6_NO_USAGE_REPORT: 'true',
  });
});

it('proxies of the environment are off, in upper and lower case, and the one from --proxy is on', () => {
  const environment = { A: '1', HTTP_PROXY: 'x', https_proxy: 'x', ALL_PROXY: 'x', no_proxy: 'x' };
  expect(withProxy(environment)).toEqual({ A: '1' });
  const proxy = 'http://proxy.example.com:3128';
  expect(withProxy(environment, proxy)).toEqual({ A: '1', HTTP_PROXY: proxy, HTTPS_PROXY: proxy });
});

it('one line reports proxies that are set and not used, unless there is --proxy', () => {
  const environment = {
    HTTP_PROXY: 'http://proxy:3128',
    https_proxy: 'http://proxy:3128',
    NO_PROXY: 'a',
    ALL_PROXY: '',
  };
  expect(unusedProxies(environment)).toBe(
    'HTTP_PROXY, https_proxy: not used, load goes straight to the system; write --proxy URL to send HTTP calls through a proxy',
  );
  expect(unusedProxies(environment, 'http://proxy:3128')).toBeUndefined();
  expect(unusedProxies({ NO_PROXY: 'a' })).toBeUndefined();
});
