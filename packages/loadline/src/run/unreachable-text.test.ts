import { expect, it } from 'vitest';
import { unreachableText } from './unreachable-text';

it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
  'a certificate of an unknown authority (%s) says how to name it',
  (code) => {
    const text = unreachableText(Object.assign(new TypeError('fetch failed'), { cause: { code } }));
    expect(text).toContain(code);
    expect(text).toContain('NODE_EXTRA_CA_CERTS');
  },
);

it('other errors have their code', () => {
  const error = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  expect(unreachableText(error)).toBe('it cannot be reached (ECONNREFUSED)');
});
