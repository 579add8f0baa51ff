import { expect, it, test } from 'vitest';
import { OWN, ownVariables, withoutOwn } from './own-variables';

test.each([
  ['SWEEP_RUN', 'is set by loadline itself: unset it, and write loadline sweep SUITE --run <id>'],
  ['SWEEP_OLDER_THAN', 'write loadline sweep SUITE --older-than 1h'],
  ['DRY_RUN', 'write loadline sweep SUITE --dry-run'],
  ['ONLY', 'write loadline setup'],
  ['OUT', 'write --run-id'],
  ['INSTANCES', '--instance 1/3'],
  ['INSTANCE', 'write loadline run --instance 1/3'],
  ...Object.values(OWN).map((name) => [name, 'is set by loadline itself: unset it']),
])('%s set by a user is refused by its name, and the error says what to write', (name, message) => {
  const variables = { USERS: '3', [name]: '2' };
  expect(ownVariables(variables)).toEqual([
    { code: 'variable-of-loadline', where: name, message: expect.stringContaining(message) },
  ]);
  expect(withoutOwn(variables)).toEqual({ USERS: '3' });
});

it('reports all of them together, but not those that are empty or that a user may set', () => {
  expect(ownVariables({ OUT: '/tmp', ONLY: 'setup' }).map(({ where }) => where)).toEqual(['ONLY', 'OUT']);
  expect(ownVariables({ OUT: '', RUN_ID: 'a', USERS: '3' })).toEqual([]);
});

it('variables for loadline and its bundles only have a prefix of their own', () => {
  for (const name of Object.values(OWN)) expect(name).toMatch(/^LOADLINE_/);
});
