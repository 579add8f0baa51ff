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
