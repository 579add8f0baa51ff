import { expect, test } from 'vitest';
import { Env } from '../user/env';
import type { Suite } from '../user/suite-definition';
import { suiteInfo } from './suite-info';

const SUITE = { name: 'shop', journeys: {} } as unknown as Suite;

/** The addresses of a suite without variables. @param target reads them, and returns the address under test */
function addressesOf(target: (env: Env) => string | undefined) {
  const env = new Env({});
  return suiteInfo(SUITE, [], {}, env, target(env) ?? '').addresses;
}

test('the variables that hold the address under test are told apart from those of other systems', () => {
  const found = addressesOf((env) => {
    env.baseUrl('LOGIN_URL', 'http://127.0.0.1:9000');
    const shop = env.baseUrl('SHOP_URL', 'http://127.0.0.1:8000');
    return env.baseUrl('CART_URL', shop);
  });
  expect(found).toEqual([
    { url: 'LOGIN_URL', isTarget: false },
    { url: 'SHOP_URL', isTarget: true },
    { url: 'CART_URL', isTarget: true },
  ]);
});

test('when the target is a text made of an address, the first address counts', () => {
  const found = addressesOf((env) => `${env.address('SHOP_HOST', 'SHOP_PORT', 'localhost', 1)} (TLS)`);
  expect(found).toEqual([{ host: 'SHOP_HOST', port: 'SHOP_PORT', isTarget: true }]);
});
