import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { fixtureBundle, fixtureSuites } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

it('computed method names, a folder called control and a helper beside the suites work', async () => {
  expect(await readdir(fixtureSuites())).not.toContain('helper.js');
  const service = await referenceService();
  const variables = { ...variablesFor(service), USERS: '20', DURATION: '2s' };
  const end = await runK6({ variables, bundle: fixtureBundle('own-ways') });
  const { aggregate, thresholds } = resultOf(end);
  expect(aggregate.scriptErrors, end.output).toBe(0);
  expect(aggregate.journeys[0]?.done).toBeGreaterThan(0);
  expect(thresholds.map(({ id }) => id)).toEqual(['journeys.own.failed']);
});
