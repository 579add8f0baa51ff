import { expect, it } from 'vitest';
import { callStats } from '../src/load/aggregate';
import { resultOf, runK6 } from './harness/k6-run';
import { arrivals, referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

/** How far from its place an arrival may be: far above what a busy machine costs, far below a period. */
const TOLERANCE_MS = 500;

it('20 users for 1 minute: 40 or 41 CRUD passes and 26 to 28 listings arrive, evenly spaced', async () => {
  const service = await referenceService();
  const end = await runK6({ variables: { ...variablesFor(service), USERS: '20', DURATION: '1m' } });
  const { aggregate } = resultOf(end);
  const creations = await arrivals(service, 'CreateVacancy');
  const cleanUp = callStats(aggregate, 'GetVacancies', 'teardown')?.count ?? 0;
  const listings = (await arrivals(service, 'GetVacancies')).slice(0, -cleanUp);

  expect([40, 41]).toContain(creations.length);
  expect([26, 27, 28]).toContain(listings.length);
  // 20 users each 30 s, and each 45 s.
  expect(furthestFromPlace(creations, 1_500)).toBeLessThan(TOLERANCE_MS);
  expect(furthestFromPlace(listings, 2_250)).toBeLessThan(TOLERANCE_MS);

  const passes = Object.fromEntries(aggregate.journeys.map((journey) => [journey.journey, journey]));
  expect(passes.crud).toMatchObject({ dropped: 0, done: creations.length });
  expect(passes.listing).toMatchObject({ dropped: 0, done: listings.length });
  expect(end.code).toBe(0);
});

/** The most that an arrival is away from where it is due after the first, in ms. */
function furthestFromPlace(arrivedMs: readonly number[], periodMs: number): number {
  const [first = Number.NaN] = arrivedMs;
  return Math.max(...arrivedMs.map((atMs, place) => Math.abs(atMs - first - place * periodMs)));
}
