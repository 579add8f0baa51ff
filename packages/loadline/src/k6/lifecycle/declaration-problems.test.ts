import { expect, test } from 'vitest';
import type { SuiteDeclaration } from '../user/suite-definition';
import { declarationProblems, fileProblems } from './declaration-problems';

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
    { users: { journeys: { look }, signin: {} } },
    'suite shop: users: there is no key "signin": did you mean "signIn"?',
  ],
  [
    { users: { journeys: { look }, signIn: { field: [], sessionOf: true } } },
    'suite shop: users: signIn: there is no key "field": did you mean "fields"? valid: fields, header, forEachRequest, concurrently, again',
  ],
  [
    { users: { journeys: { look }, mark: { writes: 1 } } },
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

test.each<[object, string]>([
  [{ every: '2' }, 'every: "2" has no unit: write 2s or 2ms'],
  [{ every: 5 }, 'every: is no text: write a duration with its unit, such as 500ms or 2s'],
  [{ every: '0s' }, 'every: is 0: write a longer time'],
  [{ maxDuration: '10' }, 'maxDuration: "10" has no unit: write 10s or 10ms'],
  [{ maxDuration: 'once' }, 'maxDuration: "once" is not a duration'],
  [{ extraTime: 2 }, 'extraTime: is no text'],
  [{ pause: 1 }, 'pause: is no text'],
  [{ tags: 'look' }, "tags: is no list: write one, such as ['one', 'two']"],
  [{ calls: 'GET /orders' }, 'calls: is no list'],
  [{ weight: 0 }, 'weight: is no whole number from 1: write one'],
  [{ weight: -1 }, 'weight: is no whole number from 1'],
  [{ weight: 0.5 }, 'weight: is no whole number from 1'],
  [{ weight: Number.NaN }, 'weight: is no whole number from 1'],
  [{ weight: '3' }, 'weight: is no whole number from 1'],
])('a journey with %j has a problem', (part, text) => {
  const users = { journeys: { look: { ...look, ...part } } };
  expect(declarationProblems({ ...whole, users } as unknown as SuiteDeclaration)).toEqual([
    { code: 'suite-declaration', where: expect.any(String), message: expect.any(String) },
  ]);
  const [problem] = declarationProblems({ ...whole, users } as unknown as SuiteDeclaration);
  expect(`${problem?.where}: ${problem?.message}`).toContain(`journey look: ${text}`);
});

test('a journey may run once, and have a weight', () => {
  const users = { journeys: { look: { ...look, every: 'once', weight: 3 } } };
  expect(declarationProblems({ ...whole, users })).toEqual([]);
});

test('users without a journey, and a journey that an import did not find, have problems', () => {
  const of = (journeys: object) =>
    declarationProblems({ ...whole, users: { journeys } as SuiteDeclaration['users'] });
  expect(of({})).toMatchObject([
    { where: 'suite shop: users', message: expect.stringMatching(/^has no journeys: write /) },
  ]);
  expect(of({ look, buy: undefined })).toMatchObject([
    { where: 'journey buy', message: 'is undefined: write what defineJourney() returns' },
  ]);
});

test('a suite has the name of its file and the thresholds of the file with that name', () => {
  const thresholds = { calls: {} };
  const own = { ...whole, thresholds };
  expect(fileProblems(own, { name: 'shop', thresholds })).toEqual([]);
  // Without a file of that name, the thresholds may come from anywhere.
  expect(fileProblems(own, { name: 'shop' })).toEqual([]);
  expect(fileProblems(own, { name: 'heavy' })).toMatchObject([
    { where: 'suite shop', message: "its file is heavy.ts: write name: 'heavy'" },
  ]);
  expect(fileProblems({ ...own, thresholds: { ...thresholds } }, { name: 'shop', thresholds })).toMatchObject(
    [
      {
        where: 'suite shop',
        message: expect.stringMatching(/^its thresholds are not those of thresholds\/shop\.json/),
      },
    ],
  );
});
