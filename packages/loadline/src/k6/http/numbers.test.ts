import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundedNumber } from './numbers';

describe('numbers of a JSON text that JavaScript rounds', () => {
  it.each([
    ['{"id":9007199254740993}', '9007199254740993'],
    ['{"id": -9007199254740993 }', '-9007199254740993'],
    ['[1, 2,\n 12345678901234567890]', '12345678901234567890'],
    ['{"a":"9007199254740993","id":9007199254740995}', '9007199254740995'],
    [`{"a":"${'x'.repeat(50)}\\"","b":[[18446744073709551615]]}`, '18446744073709551615'],
    ['9007199254740993', '9007199254740993'],
  ])('%s', (text, number) => {
    expect(roundedNumber(text)).toBe(number);
  });

  it.each([
    '{"id":9007199254740992}',
    '{"id":9007199254740991}',
    '{"id":"9007199254740993"}',
    '{"id":"an \\"id\\": 9007199254740993"}',
    '{"id":0.12345678901234567}',
    '{"id":1.2345678901234567e+20,"n":12345678901234567.5,"m":12345678901234567e3}',
    '{"id":10000000000000000000000}',
    '{"id":"0190f3c2-0000-7000-8000-1234567890123456789012"}',
    '',
  ])('do not exist in %s', (text) => {
    expect(roundedNumber(text)).toBeUndefined();
  });

  it('are found at every place', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.bigInt({ min: 0n, max: 2n ** 64n }), fc.json(), (pad, id, other) => {
        const text = `${' '.repeat(pad)}[${id},${JSON.stringify(other)}]`;
        const rounded = BigInt(Number(id)) === id ? undefined : String(id);
        expect(roundedNumber(text)).toBe(rounded);
        const long = JSON.stringify({ texts: Array.from({ length: 40 }, () => `"12345678901234567"`) });
        expect(roundedNumber(`[${long},${text},${long}]`)).toBe(rounded);
      }),
    );
  });
});
