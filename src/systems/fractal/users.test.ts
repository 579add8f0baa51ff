import { expect, test } from 'vitest';
import { numberOfUsers, userOf } from './users';

test('an iteration is its number mod users', () => {
  const alone = { instance: 1, instances: 1 };
  expect([0, 1, 2, 3, 4, 7].map((iteration) => userOf(iteration, 3, alone))).toEqual([0, 1, 2, 0, 1, 1]);
});

test.each([
  [10, 2],
  [10, 3],
  [3, 3],
  [2, 3],
  [1, 1],
])('%i users in %i instances: once each, and no user in two instances', (users, instances) => {
  const owners = new Map<number, number>();
  const turns = Array.from({ length: users }, (_, iteration) => {
    const part = { instance: (iteration % instances) + 1, instances };
    const user = userOf(iteration, users, part);
    owners.set(user, part.instance);
    return user;
  });
  expect([...turns].sort((a, b) => a - b)).toEqual(Array.from({ length: users }, (_, n) => n));
  for (let iteration = 0; iteration < 5 * users * instances; iteration++) {
    const instance = (iteration % instances) + 1;
    const part = { instance, instances };
    if (numberOfUsers(users, part) > 0) expect(owners.get(userOf(iteration, users, part))).toBe(instance);
  }
});
