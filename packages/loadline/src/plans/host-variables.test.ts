import { describe, expect, it } from 'vitest';
import { hostVariables } from './host-variables';

const HTTP = { addresses: [{ url: 'TARGET_HOST', isTarget: true }] };
const GRPC = { addresses: [{ host: 'SERVICE_HOST', port: 'SERVICE_PORT', isTarget: true }] };
const SHOP = {
  addresses: [
    { host: 'LOGIN_HOST', port: 'LOGIN_PORT', isTarget: false },
    { url: 'SHOP_URL', isTarget: true },
  ],
};

describe('--host', () => {
  it.each([
    ['127.0.0.1:9000', HTTP, { TARGET_HOST: 'http://127.0.0.1:9000' }],
    ['https://stage.example.com/api', HTTP, { TARGET_HOST: 'https://stage.example.com/api' }],
    ['127.0.0.1:9000', GRPC, { SERVICE_HOST: '127.0.0.1', SERVICE_PORT: '9000' }],
    ['[::1]:9000', GRPC, { SERVICE_HOST: '[::1]', SERVICE_PORT: '9000' }],
    ['127.0.0.1:9000', SHOP, { SHOP_URL: 'http://127.0.0.1:9000' }],
    [undefined, GRPC, {}],
  ])('%s sets what the suite reads', (address, facts, variables) => {
    expect(hostVariables(address, facts)).toEqual({ variables, problems: [] });
  });

  it.each([
    ['http://127.0.0.1:9000', GRPC, 'write host and port'],
    ['127.0.0.1', GRPC, 'write host and port'],
    ['ftp://127.0.0.1', HTTP, 'write a URL'],
    ['http://me:word@127.0.0.1', HTTP, 'write a URL'],
    ['127.0.0.1:9000', { addresses: [] }, 'the suite does not read its target as an address'],
  ])('%s is refused', (address, facts, told) => {
    const { variables, problems } = hostVariables(address, facts);
    expect(variables).toEqual({});
    expect(problems).toEqual([
      expect.objectContaining({ where: '--host', message: expect.stringContaining(told) }),
    ]);
  });
});
