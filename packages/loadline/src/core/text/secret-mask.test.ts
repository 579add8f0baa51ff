import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { maskSecrets, prepareSecrets, secretsOf } from './secret-mask';
import { isSecretName, shownValue } from './shown-value';

const SECRET = 'h"u<s>h&-Pass wörd=%3D';
const secrets = prepareSecrets([SECRET, 'user@example.com']);
const base64 = (text: string) => Buffer.from(text).toString('base64');

const html = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&#62;').replaceAll('"', '&#x22;');

describe('a secret is masked', () => {
  it.each([
    ['as it is', SECRET],
    ['in upper case', SECRET.toUpperCase()],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['URL-encoded in lower case', encodeURIComponent(SECRET).toLowerCase()],
    ['as in a form', new URLSearchParams({ a: SECRET }).toString().slice(2)],
    ['URL-encoded twice', encodeURIComponent(encodeURIComponent(SECRET))],
    ['escaped for HTML', html(SECRET)],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
    [
      'in JSON with everything escaped',
      [...SECRET].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    ],
    ['in hex', Buffer.from(SECRET).toString('hex')],
    ['in upper case hex', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['in base64, first alignment', base64(SECRET)],
    ['in base64, second alignment', base64(`x${SECRET}yz`)],
    ['in base64, third alignment', base64(`xx${SECRET}y`)],
    ['in base64 for URLs', Buffer.from(`x${SECRET}`).toString('base64url')],
    ['in base64, URL-encoded', encodeURIComponent(base64(`xx${SECRET}`))],
    ['in a Basic header', `Basic ${base64(`user@example.com:${SECRET}`)}`],
    ['in base64 of JSON', base64(JSON.stringify({ password: SECRET }))],
  ])('%s', (_name, spelled) => {
    const text = maskSecrets(`no, "${spelled}" is wrong`, secrets);
    expect(text).toMatch(/^no, "(Basic )?\*\*\*=*(%3D)*" is wrong$/);
  });

  it('more than once, and next to another secret', () => {
    expect(maskSecrets(`${SECRET}, ${SECRET}user@example.com`, secrets)).toBe('***, ******');
  });

  it('when it is cut off', () => {
    expect(maskSecrets(`got ${SECRET.slice(0, 12)}…`, secrets)).toBe('got ***…');
    const long = 'x'.repeat(180);
    expect(maskSecrets(`${long} ${SECRET.slice(0, 9)}`, secrets)).toBe(`${long} ***`);
    expect(maskSecrets(`got ${base64(SECRET).slice(0, 14)}`, secrets)).toBe('got ***');
  });

  it('but not a word at the end of a short text that equals the beginning of a secret', () => {
    const text = 'invalid email or password';
    expect(maskSecrets(text, prepareSecrets(['password-3']))).toBe(text);
  });

  it('as a JWT and as a bearer token of any issuer', () => {
    expect(maskSecrets('got eyJhbGciOiJSUzI1NiJ9.eyJzdWIi.c2ln', prepareSecrets([]))).toBe('got ***');
    expect(maskSecrets('Authorization: Bearer abc.def', prepareSecrets([]))).toBe(
      'Authorization: Bearer ***',
    );
  });
});

test('other text does not change, including its escapes', () => {
  const text = String.raw`50% of a&amp;b \u0041 \n deadbeefdeadbeef aGVsbG8gd29ybGQ= +1 "x"`;
  expect(maskSecrets(text, secrets)).toBe(text);
});

test('secrets under six characters are not masked', () => {
  expect(maskSecrets('abcde', prepareSecrets(['abcde']))).toBe('abcde');
});

test('any secret, in any encoding, at any place', () => {
  const spellings = [
    encodeURIComponent,
    html,
    base64,
    (t: string) => Buffer.from(t).toString('hex'),
    JSON.stringify,
  ];
  const secret = fc
    .string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 })
    .filter((s) => prepareSecrets([s]).size > 0 && !/^[*\s\\%&]/.test(s));
  fc.assert(
    fc.property(secret, fc.string(), fc.constantFrom(...spellings), (value, before, spell) => {
      const spelled = spell(`${value}`);
      const masked = maskSecrets(`${before} ${spelled} after`, prepareSecrets([value]));
      expect(masked).not.toContain(spelled);
      expect(masked).toContain('***');
    }),
  );
});

test('lists the secret variables, and the parts of others that may be shown', () => {
  for (const name of [
    'USER_1_PASSWORD',
    'USER_1_EMAIL',
    'USER_1_USERNAME',
    'USER_12_CLIENT_ID',
    'ADMIN_TOKEN',
    'TEST_AUTH_EMAIL',
    'MY_SECRET',
    'API_KEY',
    'APIKEY',
  ])
    expect(isSecretName(name), name).toBe(true);
  for (const name of ['USERS', 'USER_ACCOUNTS', 'K6_CLOUD_TOKEN', 'TARGET_HOST', 'TEST_AUTH_PROVIDER'])
    expect(isSecretName(name), name).toBe(false);
  expect(shownValue('TEST_AUTH_EMAIL', 'a@b.c')).toBe('***');
  expect(shownValue('DATA_URL', 'https://x.example/a.csv?X-Sig=abc&b=1')).toBe('https://x.example/a.csv?***');
  expect(shownValue('DATA_URL', 'https://x.example/a.csv')).toBe('https://x.example/a.csv');
  expect(secretsOf({ U: 'https://x.example/?sig=abcdef', A_TOKEN: 'one\ntwo', USERS: '3' })).toEqual([
    'sig=abcdef',
    'abcdef',
    'one',
    'two',
  ]);
});
