import { describe, expect, it } from 'vitest';
import { resultOf, runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

const SHORT = { USERS: '60', DURATION: '3s' };
/** Enough iterations for a threshold on messages to be judged. */
const LISTINGS = { ...SHORT, USERS: '210', TAGS: 'listing' };

/** false-greens.test.ts has more of these. */
describe('exit code of k6 and verdict', () => {
  it('0, pass: healthy', async () => {
    const service = await referenceService();
    const end = await runK6({ variables: { ...variablesFor(service), ...SHORT } });
    expect(end.output).not.toContain('level=error');
    expect(end.code).toBe(0);
    const { verdict, reasons, aggregate, thresholds } = resultOf(end);
    expect({ verdict, reasons }).toEqual({ verdict: 'pass', reasons: [] });
    const created = aggregate.calls.find(({ call }) => call === 'CreateVacancy')?.count;
    // These iterations are too few for a p99: k6 does not get the threshold, and the result says so.
    expect(thresholds.find(({ id }) => id === 'calls.CreateVacancy.p99')).toMatchObject({
      outcome: 'not judged',
      samples: created,
      needed: 100,
    });
    expect(end.stdout).toMatch(/verdict: PASS, \d+ of \d+ not judged: too few samples/);
    expect(aggregate.journeys.map(({ journey, done }) => [journey, done > 0])).toEqual([
      ['crud', true],
      ['listing', true],
    ]);
  });

  it('99, fail: every listing succeeds but is empty', async () => {
    const service = await referenceService({ seedRecords: 0 });
    const end = await runK6({ variables: { ...variablesFor(service), ...LISTINGS } });
    expect(end.code, end.output).toBe(99);
    const { verdict, thresholds, reasons, aggregate } = resultOf(end);
    expect(verdict).toBe('fail');
    const broken = thresholds.filter(({ outcome }) => outcome === 'broken');
    expect(broken).toMatchObject([{ id: 'calls.GetVacancies.messages', bound: '>= 1', measured: 0 }]);
    expect(reasons[0]).toContain('calls.GetVacancies.messages is 0 per stream, the bound is >= 1');
    const [listing] = aggregate.calls.filter(({ call }) => call === 'GetVacancies');
    expect(listing).toMatchObject({ failed: 0, stream: { count: listing?.count, messages: 0 } });
  });
});
