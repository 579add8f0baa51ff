import { expect, it } from 'vitest';
import type { DeclaredOptions } from '../measure/calls';
import { optionProblems } from './option-problems';

const of = (as: DeclaredOptions['as'], options: object) =>
  optionProblems([{ call: 'Greet', as, options }]).map(({ where, message }) => `${where}: ${message}`);

it.each<[DeclaredOptions['as'], object]>([
  [
    'http',
    {
      method: 'POST',
      route: '/greet',
      name: 'Greet',
      body: 'json',
      reply: 'json',
      take: () => 1,
      headers: {},
      expect: { status: 201, headers: [], json: {}, text: 'a', message: {}, within: '1s' },
      redirects: 1,
      deadline: '1s',
      endsJourney: true,
      unmeasured: true,
    },
  ],
  ['unary', { expect: ['OK', 'NOT_FOUND'], discardReply: true, endsJourney: true, deadline: '1s' }],
  ['unary', { expect: undefined }],
  ['sent', { deadline: '1s' }],
  ['stream', { deadline: '1s', endsAfter: 1, lasts: '1s' }],
])('options of %s are accepted: %j', (as, options) => expect(of(as, options)).toEqual([]));

it.each<[DeclaredOptions['as'], object, string]>([
  ['http', { expct: { status: 418 } }, 'call "Greet": there is no option "expct": did you mean "expect"?'],
  [
    'http',
    { expect: { stats: 418 } },
    'call "Greet": expect: there is no key "stats": did you mean "status"?',
  ],
  ['http', { expect: ['OK'] }, 'call "Greet": expect: is no object: write'],
  ['http', { expect: 200 }, 'call "Greet": expect: is no object: write'],
  [
    'http',
    { deadline: '0.5s' },
    'call "Greet": deadline: "0.5s" has a fraction: write whole numbers, such as',
  ],
  ['http', { deadline: 500 }, 'call "Greet": deadline: is no text: write a duration with its unit'],
  ['http', { deadline: '0s' }, 'call "Greet": deadline: is 0: write a longer time'],
  ['unary', { deadline: '5' }, 'call "Greet": deadline: "5" has no unit: write 5s or 5ms'],
  ['stream', { lasts: '1.5s' }, 'call "Greet": lasts: "1.5s" has a fraction'],
  ['stream', { endsAfter: 0 }, 'call "Greet": endsAfter: is no whole number from 1'],
  ['http', { expect: { within: '0.5s' } }, 'call "Greet": expect: within: "0.5s" has a fraction'],
  ['http', { expect: { status: '404' } }, 'call "Greet": expect: status: is no status: write a number'],
  ['http', { expect: { headers: 'Location' } }, 'call "Greet": expect: headers: is no list: write names'],
  [
    'http',
    { expect: { text: 'a' } },
    `call "Greet": expect: text needs the body as text: write reply: 'text'`,
  ],
  [
    'http',
    { expect: { json: {} } },
    `call "Greet": expect: json needs the body as JSON: write reply: 'json'`,
  ],
  ['http', { reply: 'text', expect: { json: {} } }, 'call "Greet": expect: json needs the body as JSON'],
  [
    'http',
    { reply: { decode: () => 1 }, expect: { text: 'a' } },
    'call "Greet": expect: text needs the body as',
  ],
  ['http', { expect: { message: {} } }, 'call "Greet": expect: message needs a decoded body'],
  ['http', { reply: 'jsn' }, 'call "Greet": reply: there is no format "jsn": did you mean "json"?'],
  ['http', { body: {} }, 'call "Greet": body: there is no format "[object Object]"'],
  ['http', { method: 'get' }, 'call "Greet": method: there is no method "get": did you mean "GET"?'],
  ['http', { redirects: '3' }, 'call "Greet": redirects: is no whole number from 0'],
  ['http', { unmeasured: 'no' }, 'call "Greet": unmeasured: is neither true nor false'],
  ['http', { take: {} }, 'call "Greet": take: is no function'],
  ['http', { check: () => 'wrong' }, 'as in (iteration, { check: (reply) => … })'],
  ['unary', { check: () => 'wrong' }, 'as in (iteration, request, (reply) => …)'],
  ['unary', { deadlin: '1ms' }, 'call "Greet": there is no option "deadlin": did you mean "deadline"?'],
  ['unary', { expect: { message: {} } }, 'call "Greet": expect: is no list of statuses: write'],
  ['unary', { expect: ['NOT_FOND'] }, 'there is no gRPC status "NOT_FOND": did you mean "NOT_FOUND"?'],
  ['sent', { expect: ['OK'] }, 'call "Greet": there is no option "expect": valid: deadline'],
  ['stream', { endAfter: 1 }, 'call "Greet": there is no option "endAfter": did you mean "endsAfter"?'],
])('of %s %j: %s', (as, options, text) => {
  expect(of(as, options)).toEqual([expect.stringContaining(text)]);
});

it('all problems are reported together', () => {
  const options = { expct: {}, deadlin: '1s', expect: { stats: 418, txt: '' } };
  expect(of('http', options)).toHaveLength(4);
});
