import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeHome } from '../bench/home.js';
import { resultOf, runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

// More processors than the machine has, and permanent garbage collection: k6 then loses the end of some streams.
const CROWDED = { GOMAXPROCS: '4', GOGC: '5' };

/** The shortest streams, 300 per second. */
const LISTINGS = { USERS: '90', DURATION: '8s', LISTING_PAGES: '1', LISTING_LIMIT: '1' };

it('an iteration completes when k6 loses the end of its stream', async () => {
  const home = makeHome();
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const service = await referenceService({ seedRecords: 1 });
  const variables = { ...variablesFor(service), ...CROWDED, ...LISTINGS };
  const end = await runK6({ variables, bundle: join(home, 'dist', 'listing.js') });
  const { journeys } = resultOf(end).aggregate;
  const [listing] = journeys;
  // On such a busy machine other iterations are late or do not start, and k6 loses at most one of 600 streams.
  expect(listing?.interrupted, end.output).toBe(0);
  expect(listing?.done).toBe(listing?.started);
  // When the generator is starved, the script seems to have waited itself.
  const errors = end.output.match(/script error in .*/g) ?? [];
  expect(errors.filter((error) => !error.includes('or the load generator had no CPU'))).toEqual([]);
});
