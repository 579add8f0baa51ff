import { expect, it } from 'vitest';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

/** Figures of what twenty iterations chose. */
async function chosen(variables: Readonly<Record<string, string>>) {
  const service = await referenceService();
  const end = await runK6({
    variables: { ...variablesFor(service), USERS: '20', ...variables },
    bundle: fixtureBundle('chance'),
  });
  const { custom } = resultOf(end).aggregate;
  return { end, figures: custom?.chosen };
}

it('iterations choose the same in each run with the same seed, and other things with another one', async () => {
  const first = await chosen({ SEED: '7' });
  expect(first.end.code, first.end.output).toBe(0);
  expect(first.figures).toMatchObject({ count: 40 });
  expect((await chosen({ SEED: '7' })).figures).toEqual(first.figures);
  expect((await chosen({ SEED: '8' })).figures).not.toEqual(first.figures);
});
