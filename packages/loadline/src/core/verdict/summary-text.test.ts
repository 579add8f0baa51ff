import { describe, expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { reportStates } from '../../../../../tests/harness/report-states';
import type { Result } from './result';
import { summaryParts, summaryText } from './summary-text';

const PLAIN = (_colour: string, text: string) => text;
const STATES = Object.entries(reportStates());
const WIDTHS = [60, 80, 120];

describe.each(WIDTHS)('in %i columns', (width) => {
  it.each(STATES)('of a run with %s no line is wider', (_, { result }) => {
    // A sentence is wrapped between its words only.
    for (const line of summaryText(result, { width, style: PLAIN }).split('\n'))
      if (!line.split(' ').some((word) => word.length > width - 10))
        expect(line.length, line).toBeLessThanOrEqual(width);
  });

  it.each(['pass', 'fail', 'invalid', 'nothing listens'])('shows a run in the state %s', async (state) => {
    const result = reportStates()[state]?.result;
    if (!result) throw new Error(`there is no state ${state}`);
    const text = summaryText(result, { width, style: PLAIN });
    await expect(text).toMatchFileSnapshot(`./snapshots/${state.replace(' ', '-')}-${width}.txt`);
  });
});

it.each(STATES)(
  'of a run with %s the verdict comes first, and only a failed one has a cross',
  (_, { result }) => {
    const text = summaryText(result);
    const [first = ''] = text.split('\n');
    expect(first).toContain(`verdict: ${result.verdict.toUpperCase()}`);
    expect(text.includes('✖')).toBe(result.verdict === 'fail');
    expect(text).not.toContain('✗');
  },
);

/** A failed run with that many broken thresholds. */
function withBroken(count: number): Result {
  const result = exampleResult();
  const thresholds = Array.from({ length: count }, (_, n) => ({
    id: `calls.Call${n}.p95`,
    level: 'fail' as const,
    bound: '≤ 1s',
    why: 'it is so',
    measured: 2_603,
    outcome: 'broken' as const,
  }));
  const reasons = thresholds.map(({ id }) => `${id} is 2.60 s, the bound is ≤ 1s (why this bound: it is so)`);
  return { ...result, verdict: 'fail', reasons, thresholds };
}

it('broken thresholds are listed with what they measured and allow, the first ten of them', () => {
  const { verdict } = summaryParts(withBroken(12));
  const lines = verdict.split('\n');
  expect(lines[0]).toBe('✖ verdict: FAIL, 12 of 12 thresholds broken');
  expect(lines[1]).toBe('  Call0  p95  2.60 s  allowed ≤ 1s');
  expect(lines.filter((line) => line.includes('allowed'))).toHaveLength(10);
  expect(lines).toContain('  … and 2 more: see the report');
});

it('remarks come below the reasons, before the tables', () => {
  const { verdict, figures } = summaryParts(withBroken(1), undefined, ['figures: well']);
  expect(verdict.split('\n').slice(-2)).toEqual(['  figures: well', '']);
  expect(figures).not.toContain('figures: well');
});

it('all calls of the load are summed up, with their rate', () => {
  const result = exampleResult();
  const load = result.aggregate.calls.filter(({ phase }) => phase === 'load');
  const count = load.reduce((sum, call) => sum + call.count, 0);
  const line = summaryText(result)
    .split('\n')
    .find((one) => one.startsWith('  all calls'));
  const [shown, rate] = line?.match(/[\d.]+/g) ?? [];
  expect(Number(shown)).toBe(count);
  expect(Number(rate)).toBeCloseTo(count / (result.aggregate.loadMs / 1000), 2);
});

it('the sign of an interpolated figure is explained once, below the tables, in the width', () => {
  const { aggregate, ...rest } = exampleResult();
  const calls = aggregate.calls.map((stats) => ({
    ...stats,
    ...(stats.duration && { duration: { ...stats.duration, interpolated: ['p95'] } }),
  }));
  const text = summaryText({ ...rest, aggregate: { ...aggregate, calls } }, { width: 60, style: PLAIN });
  expect(text.match(/^~ lies between/gm)).toHaveLength(1);
  expect(text.indexOf('~ lies between')).toBeGreaterThan(text.search(/\s~\d/));
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(60);
  expect(summaryText({ ...rest, aggregate })).not.toContain('~');
});

it('users, virtual users and sessions are explained once, where they differ', () => {
  const { spec, ...rest } = exampleResult();
  const text = (users: number, virtualUsers: number, sessions: number) => {
    const journeys = spec.journeys.slice(0, 1).map((journey) => ({ ...journey, virtualUsers }));
    return summaryText({ ...rest, spec: { ...spec, users, sessions, journeys } }).replace(/\s+/g, ' ');
  };
  expect(
    text(60, 36, 12).match(/60 users set how often iterations start; 36 virtual users of k6 do them/g),
  ).toHaveLength(1);
  expect(text(60, 36, 12)).toContain('; they share 12 sessions');
  expect(text(60, 36, 0)).not.toContain('share');
  expect(text(60, 60, 60)).not.toContain('virtual user');
});
