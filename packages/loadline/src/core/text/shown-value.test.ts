import { expect, it, test } from 'vitest';
import { ConfigurationError } from './problem';
import { quoting } from './shown-value';

test.each([
  ['TARGET_HOST', 'http://127.0.0.1:9/?sig=SECRETSIG123'],
  ['TARGET_HOST', '127.0.0.1:9/?sig=a b,SECRETSIG123'],
  ['TARGET_HOST', 'http://127.0.0.1:9/?a="SECRETSIG123"'],
  ['APP_TOKEN', 'SECRETSIG123'],
])('an error that quotes %s=%s shows no secret, and still says what is wrong', (name, value) => {
  const message = quoting(`is "${value}": write a base URL`, name, value);
  expect(message).not.toContain('SECRETSIG123');
  expect(message).toMatch(/^is ".*\*\*\*": write a base URL$/);
});

it('a value without a query is quoted whole', () => {
  expect(quoting('is "a?": write a number', 'USERS', 'a?')).toBe('is "a?": write a number');
});

it('no part of a configuration error shows the query of a URL', () => {
  const message = 'holds "http://h.example.com/?sig=SECRETSIG123": write hosts';
  const shown = 'ALLOW_TARGET: holds "http://h.example.com/?***": write hosts';
  expect(
    String(new ConfigurationError([{ code: 'variable-value', where: 'ALLOW_TARGET', message }])),
  ).toContain(shown);
});
