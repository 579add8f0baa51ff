import { expect, it } from 'vitest';
import { callStats } from '../packages/loadline/src/core/figures/aggregate';
import { resultOf, runK6 } from './harness/k6-run';
import { arrivals, referenceService } from './harness/reference-service';
import { slackMs } from './harness/slack';
import { variablesFor } from './harness/variables';

it('20 users for half a minute: 20 or 21 CRUD iterations and 13 to 15 listings arrive, evenly spaced', async () => {
  const service = await referenceService();
  const end = await runK6({ variables: { ...variablesFor(service), USERS: '20', DURATION: '30s' } });
  const { aggregate } = resultOf(end);
  const creations = await arrivals(service, 'CreateVacancy');
  const cleanUp = callStats(aggregate, 'GetVacancies', 'teardown')?.count ?? 0;
  const listings = (await arrivals(service, 'GetVacancies')).slice(0, -cleanUp);

  expect([20, 21]).toContain(creations.length);
  expect([13, 14, 15]).toContain(listings.length);
  // 20 users every 30 s, and every 45 s.
  expect(furthestFromPlace(creations, 1_500)).toBeLessThan(slackMs(aggregate, 'CreateVacancy'));
  expect(furthestFromPlace(listings, 2_250)).toBeLessThan(slackMs(aggregate, 'GetVacancies'));

  const iterations = Object.fromEntries(aggregate.journeys.map((journey) => [journey.journey, journey]));
  expect(iterations.crud).toMatchObject({ dropped: 0, done: creations.length });
  expect(iterations.listing).toMatchObject({ dropped: 0, done: listings.length });
  expect(end.code).toBe(0);
});

/** Largest distance of an arrival from its due time, relative to the first arrival, in ms. */
function furthestFromPlace(arrivedMs: readonly number[], periodMs: number): number {
  const [first = Number.NaN] = arrivedMs;
  return Math.max(...arrivedMs.map((atMs, place) => Math.abs(atMs - first - place * periodMs)));
}
