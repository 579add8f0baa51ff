import { expect, it } from 'vitest';
import { resultOf, runK6 } from '../harness/k6-run';
import { referenceService } from '../harness/reference-service';
import { expectRenewals } from '../harness/renewals';
import { variablesFor } from '../harness/variables';

it('tokens of 5 s in a run of 60 s', async () => {
  const service = await referenceService({ accessTokenLifeMs: 5_000 });
  const end = await runK6({ variables: { ...variablesFor(service), USERS: '60', DURATION: '60s' } });
  expectRenewals(end, service);
  // All virtual users sign in again, except those with a single iteration.
  expect(resultOf(end).aggregate.sessionsRenewed).toBeGreaterThan(100);
});
