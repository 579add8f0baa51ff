import { expect, it } from 'vitest';
import { exampleJourney } from '../../../../../tests/harness/example-spec';
import { connectionsWarner } from './connections-warner';

/** A level of which each user opens a connection in the first second. */
function level(users: number) {
  const schedule = {
    kind: 'constant',
    rate: users,
    timeUnitMs: 1_000,
    durationMs: 10_000,
    startMs: 0,
  } as const;
  return { instances: 1, journeys: [exampleJourney('crud', users * 10, { schedule, virtualUsers: users })] };
}

it('warns of the first level that connects too fast, and of no other', () => {
  const said: string[] = [];
  const warn = connectionsWarner((text) => said.push(text));
  // More than any machine has cores for.
  for (const users of [1, 1_000_000, 2_000_000]) warn(users, level(users));
  expect(said).toEqual([
    expect.stringMatching(/^at 1000000 users, up to .* new connections per second and core/),
  ]);
});
