import { expect, it } from 'vitest';
import { digestChallenges } from './digest-challenges';

it.each([
  [
    'Digest realm="a b, c=d", nonce="q==", qop="auth,auth-int", algorithm=SHA-256',
    [{ realm: 'a b, c=d', nonce: 'q==', qop: 'auth,auth-int', algorithm: 'SHA-256' }],
  ],
  ['Digest realm="a \\"b\\"",nonce=x', [{ realm: 'a "b"', nonce: 'x' }]],
  [
    'Basic realm="x", digest nonce="1", Bearer realm="y", Digest nonce="2", stale=TRUE',
    [{ nonce: '1' }, { nonce: '2', stale: 'TRUE' }],
  ],
  ['Basic realm="Digest nonce=1"', []],
  ['Digest nonce="unended', [{ nonce: 'unended' }]],
  ['', []],
])('%s', (header, challenges) => {
  expect(digestChallenges(header)).toEqual(challenges);
});
