import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

const SHORT = { USERS: '60', DURATION: '3s' };
/** So many iterations that a p95 is judged: 20. */
const JUDGED = { ...SHORT, USERS: '210', TAGS: 'crud' };

describe('exit code of k6 and verdict', () => {
  it('0, pass: healthy', async () => {
    const service = await referenceService();
    const end = await runK6({ variables: { ...variablesFor(service), ...SHORT } });
    expect(end.output).not.toContain('level=error');
    expect(end.code).toBe(0);
    const { verdict, reasons, aggregate, thresholds } = resultOf(end);
    expect({ verdict, reasons }).toEqual({ verdict: 'pass', reasons: [] });
    const created = aggregate.calls.find(({ call }) => call === 'CreateVacancy')?.count;
    // A handful of iterations is too few for a p99: k6 alone did not get it, and says so.
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

  it('99, fail: each call takes longer than its threshold', async () => {
    // One page of records, so that the clean-up does not read ten at this pace.
    const service = await referenceService({ latencyMs: 650, seedRecords: 90 });
    const end = await runK6({ variables: { ...variablesFor(service), ...JUDGED, LISTING_PAGES: '1' } });
    expect(end.code).toBe(99);
    const { verdict, thresholds } = resultOf(end);
    expect(verdict).toBe('fail');
    const broken = thresholds.filter(({ outcome }) => outcome === 'broken').map(({ id }) => id);
    expect(broken).toContain('calls.CreateVacancy.p95');
    expect(broken).not.toContain('calls.CreateVacancy.failed');
  });

  it('99, fail: every listing answers and is empty', async () => {
    const service = await referenceService({ seedRecords: 0 });
    const end = await runK6({ variables: { ...variablesFor(service), ...JUDGED, TAGS: 'listing' } });
    expect(end.code, end.output).toBe(99);
    const { verdict, thresholds, reasons, aggregate } = resultOf(end);
    expect(verdict).toBe('fail');
    const broken = thresholds.filter(({ outcome }) => outcome === 'broken');
    expect(broken).toMatchObject([{ id: 'calls.GetVacancies.messages', bound: '>= 1', measured: 0 }]);
    expect(reasons[0]).toContain('calls.GetVacancies.messages is 0 per stream, the bound is >= 1');
    const [listing] = aggregate.calls.filter(({ call }) => call === 'GetVacancies');
    expect(listing).toMatchObject({ failed: 0, stream: { count: listing?.count, messages: 0 } });
  });

  it('99, fail: the server stalls and every call times out, what comes after them never happens', async () => {
    const service = await referenceService({ stall: true });
    const end = await runK6({ variables: { ...variablesFor(service), ...JUDGED } });
    expect(end.code).toBe(99);
    const { verdict, reasons, thresholds, aggregate } = resultOf(end);
    expect(verdict, reasons.join('\n')).toBe('fail');
    expect(reasons[0]).toContain('calls.CreateVacancy');
    expect(reasons.join('\n')).toContain('iterations of crud failed before');
    const duration = thresholds.find(({ id }) => id === 'calls.CreateVacancy.p95');
    expect(duration?.outcome).toBe('broken');
    expect(duration?.measured).toBeGreaterThan(4_900);
    const crud = aggregate.journeys.find(({ journey }) => journey === 'crud');
    expect(crud?.causes).toEqual({ DEADLINE_EXCEEDED: crud?.done });
    expect(crud?.started).toBe(crud?.done);
    // The clean-up could not look either: that is told, and does not decide how the run ends.
    expect(end.stderr).toContain('clean-up failed');
    expect(aggregate.recordsLeft).toBeGreaterThan(0);
  });

  it('99, fail: half of the iterations hang', async () => {
    const service = await referenceService({ hangShare: 0.5 });
    const end = await runK6({ variables: { ...variablesFor(service), ...SHORT } });
    expect(end.code).toBe(99);
    const { verdict, aggregate } = resultOf(end);
    expect(verdict).toBe('fail');
    const crud = aggregate.journeys.find(({ journey }) => journey === 'crud');
    expect(crud?.failed).toBe(Math.floor((crud?.done ?? 0) / 2));
    expect(crud?.started).toBe(crud?.done);
  });

  describe('of suites with a fault', () => {
    it('99, invalid: a journey throws, and the log names the file and line', async () => {
      const service = await referenceService();
      const variables = { ...variablesFor(service), ...SHORT };
      const end = await runK6({ variables, bundle: fixtureBundle('throws') });
      expect(end.code).toBe(99);
      const { verdict, aggregate } = resultOf(end);
      expect(verdict).toBe('invalid');
      expect(aggregate.scriptErrors).toBe(1);
      const source = await readFile(project('tests/fixtures/suites/throws.ts'), 'utf8');
      const line = source.split('\n').findIndex((text) => text.includes('throw new TypeError')) + 1;
      expect(end.stderr).toContain('thrown on purpose');
      expect(end.stderr).toContain(`tests/fixtures/suites/throws.ts:${line}:`);
    });

    it('99, invalid: a threshold whose call never happens', async () => {
      const service = await referenceService();
      const variables = { ...variablesFor(service), ...SHORT };
      const end = await runK6({ variables, bundle: fixtureBundle('unused-call') });
      expect(end.code).toBe(99);
      const { verdict, reasons, thresholds } = resultOf(end);
      expect(verdict).toBe('invalid');
      expect(thresholds.map(({ id, outcome }) => [id, outcome])).toEqual([
        ['calls.GetVacancy.p95', 'no data'],
        ['journeys.forgetful.failed', 'held'],
      ]);
      expect(reasons.join()).toContain('calls.GetVacancy.p95');
    });
  });
});
