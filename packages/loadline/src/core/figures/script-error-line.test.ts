import { expect, it } from 'vitest';
import { isScriptErrorLine, scriptErrorKind, scriptErrorLine } from './script-error-line';

it('a script error is written with its stack, and recognised by its lines', () => {
  const error = new TypeError('x is undefined');
  error.stack = 'TypeError: x is undefined\n\tat run (crud.ts:3:4)\n';
  const line = scriptErrorLine(' in journey crud', error);
  expect(line).toBe(
    'script error in journey crud: TypeError: x is undefined\n\tat run (crud.ts:3:4)\n(further ones of this kind are only counted)',
  );
  expect(isScriptErrorLine(line)).toBe(true);
  expect(isScriptErrorLine(scriptErrorLine('', 'GET /a ended after its iteration'))).toBe(true);
  expect(isScriptErrorLine('script error in journey crud: written by a script itself')).toBe(false);
  expect(isScriptErrorLine('anything\n(further ones of this kind are only counted)')).toBe(false);
});

it('errors of the same kind can differ in numbers and ids, but not in text or place', () => {
  const kind = (message: string, line = 3) =>
    scriptErrorKind(`Error: ${message}\n\tat run (crud.ts:${line}:4)`);
  expect(kind('no order 17')).toBe(kind('no order 3f2a-99'));
  expect(kind('no order 17')).not.toBe(kind('no user 17'));
  expect(kind('no order 17')).not.toBe(kind('no order 17', 5));
});
