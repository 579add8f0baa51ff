import { expect, test } from 'vitest';
import type { SuiteDeclaration } from '../user/suite-definition';
import { declarationProblems } from './declaration-problems';

const look = { every: '1s', maxDuration: '1s', tags: [], calls: [], run: () => {} };
const whole: SuiteDeclaration = {
  name: 'shop',
  users: { journeys: { look } },
  thresholds: {},
  target: () => '127.0.0.1:1',
  health: 'none',
  cleanUp: 'none',
};

test('a suite may have no calls in set-up and clean-up', () => {
  expect(declarationProblems(whole)).toEqual([]);
});

test.each(Object.keys(whole).filter((key) => !/name|health/.test(key)))(
  'a suite without %s has a problem',
  (key) => {
    expect(declarationProblems({ ...whole, [key]: undefined })).toEqual([
      {
        code: 'suite-declaration',
        where: 'suite shop',
        message: expect.stringMatching(new RegExp(`^has no ${key}: (write|import) `)),
      },
    ]);
  },
);

test('a suite without a name, one without journeys, and an empty journey have problems', () => {
  const { name: _, ...nameless } = whole;
  expect(declarationProblems(nameless)[0]?.where).toBe('suite (without a name)');
  const users = {} as SuiteDeclaration['users'];
  expect(declarationProblems({ ...whole, users })[0]?.message).toContain('has no journeys: write');
  const empty = { journeys: { look: {} } } as unknown as SuiteDeclaration['users'];
  expect(declarationProblems({ ...whole, users: empty }).map(({ message }) => message.split(':')[0])).toEqual(
    ['has no every', 'has no maxDuration', 'has no tags', 'has no calls'],
  );
});

test.each<[object, string]>([
  [{ teardownCall: [] }, 'suite shop: there is no key "teardownCall": did you mean "teardownCalls"?'],
  [
    { users: { journeys: {}, signin: {} } },
    'suite shop: users: there is no key "signin": did you mean "signIn"?',
  ],
  [
    { users: { journeys: {}, signIn: { field: [], sessionOf: true } } },
    'suite shop: users: signIn: there is no key "field": did you mean "fields"? valid: fields, header, forEachRequest, concurrently, again',
  ],
  [
    { users: { journeys: {}, mark: { writes: 1 } } },
    'users: mark: there is no key "writes": did you mean "write"?',
  ],
  [
    { users: { journeys: { look: { ...look, weigh: 2 } } } },
    'journey look: there is no key "weigh": did you mean "weight"?',
  ],
])('a key that means nothing has a problem: %j', (part, text) => {
  const problems = declarationProblems({ ...whole, ...part } as Partial<SuiteDeclaration>);
  expect(problems.map(({ where, message }) => `${where}: ${message}`)).toEqual([
    expect.stringContaining(text),
  ]);
});
