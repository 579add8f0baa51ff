import { expect, it } from 'vitest';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf } from './harness/k6-run';
import { restartedLoad } from './harness/restarted-load';

const bundle = () => fixtureBundle('short-iterations');

it('after a restart that ends all sessions, each virtual user signs in once, also with two calls at the same time, and no iteration fails after the first sign-in', async () => {
  const load = { TAGS: 'pages', USERS: '10', DURATION: '5s' };
  const { end, signIns, firstSignInMs, iterations } = await restartedLoad(
    bundle(),
    { before: 40, after: 40 },
    load,
  );
  const { aggregate } = resultOf(end);
  // Ten iterations per second, of up to 2 s each.
  const virtualUsers = 21;
  expect(signIns).toEqual({ OK: aggregate.sessionsRenewed, CANCELLED: 0 });
  expect(signIns.OK).toBeGreaterThan(virtualUsers / 2);
  expect(signIns.OK).toBeLessThanOrEqual(virtualUsers);
  expect(iterations.failed.filter((atMs) => atMs > firstSignInMs)).toEqual([]);
  expect(iterations.good.filter((atMs) => atMs > firstSignInMs).length).toBeGreaterThan(10);
});

it('a sign-in that takes longer than the iteration completes, and the next iteration uses its token', async () => {
  const load = { TAGS: 'page', USERS: '1', EVERY: '2s', DURATION: '9s' };
  const signInMs = { before: 0, after: 2_200 };
  const { end, signIns, firstSignInMs, iterations } = await restartedLoad(bundle(), signInMs, load);
  const virtualUsers = 2;
  expect(signIns).toEqual({ OK: virtualUsers, CANCELLED: 0 });
  expect(resultOf(end).aggregate.journeys[0]?.causes.journey_timeout).toBe(virtualUsers);
  expect(iterations.good.filter((atMs) => atMs > firstSignInMs).length).toBeGreaterThan(0);
});
