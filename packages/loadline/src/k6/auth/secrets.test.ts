import { expect, it, vi } from 'vitest';

vi.stubGlobal('__ENV', { X_TOKEN: 'SuperSecret-Value-9876' });
const { lineWithoutSecrets, withoutSecrets } = await import('./secrets');

it.each([
  ['a text', withoutSecrets],
  ['a line', lineWithoutSecrets],
])('%s from a server contains no secret, also none with a control character in it', (_, shown) =>
  expect(shown('h SuperSec\u0007ret-Value-9876')).toBe('h ***'),
);
