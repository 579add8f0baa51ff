import { describe, expect, it, test } from 'vitest';
import {
  judgeProbes,
  notTried,
  PROBE_OUTCOMES,
  PROBE_STATUSES,
  type ProbeOutcome,
  type ProbeResult,
  type ProbeStatus,
  ProbeTally,
  probeOutcome,
  probeRows,
  probesFromK6,
  probeThresholds,
} from './probe-matrix';

test.each<[string, boolean | undefined, ProbeOutcome]>([
  ['UNAUTHENTICATED', false, 'closed'],
  ['PERMISSION_DENIED', false, 'closed'],
  ['status_401', false, 'closed'],
  ['status_403', false, 'closed'],
  ['status_403', undefined, 'unclear'],
  ['status_400', false, 'unclear'],
  ['UNAUTHENTICATED', true, 'changed'],
  ['UNAUTHENTICATED', undefined, 'unclear'],
  ['OK', false, 'open'],
  ['OK', true, 'open'],
  ['OK', undefined, 'open'],
  ['UNAVAILABLE', false, 'unclear'],
  ['UNAVAILABLE', true, 'changed'],
  ['DEADLINE_EXCEEDED', undefined, 'unclear'],
  ['NOT_FOUND', false, 'unclear'],
  ['INVALID_ARGUMENT', false, 'unclear'],
  ['connection_refused', false, 'unclear'],
])('%s, changed %s: %s', (status, hasChanged, outcome) => {
  expect(probeOutcome(status, hasChanged)).toBe(outcome);
});

const CREATE = { call: 'Create', credential: 'no_token' };
const GET = { call: 'Get', credential: 'alg_none' };
const EXPIRED = { call: 'Get', credential: 'really_expired' };

type Found = Partial<Record<ProbeOutcome, readonly [count: number, status: ProbeStatus]>>;

/** The plan of a run that declares no probes. */
const rows = (...calls: string[]) => ({ calls: calls.map((call) => ({ call })) });

/** Makes k6's figures of these cells at the end of a run. */
function figures(cells: readonly (readonly [{ call: string; credential: string }, Found])[]) {
  const metrics: Record<string, { values: Record<string, number> }> = {};
  for (const [{ call, credential }, found] of cells) {
    for (const outcome of PROBE_OUTCOMES) {
      const [count = 0, status] = found[outcome] ?? [];
      const tags = `{call:${call},credential:${credential},outcome:${outcome}}`;
      metrics[`probes${tags}`] = { values: { count } };
      metrics[`probe_status${tags}`] = { values: { value: status ? PROBE_STATUSES.indexOf(status) : 0 } };
    }
  }
  return metrics;
}

describe('from the figures of k6', () => {
  it('a cell has its outcome and its status, in the order of the calls', () => {
    const metrics = figures([
      [GET, { open: [1, 'OK'] }],
      [{ ...CREATE, call: 'Get' }, { closed: [1, 'UNAUTHENTICATED'] }],
      [CREATE, { closed: [1, 'PERMISSION_DENIED'] }],
    ]);
    expect(probesFromK6(metrics, rows('Create', 'Get'))).toEqual([
      { ...CREATE, outcome: 'closed', status: 'PERMISSION_DENIED' },
      { ...CREATE, call: 'Get', outcome: 'closed', status: 'UNAUTHENTICATED' },
      { ...GET, outcome: 'open', status: 'OK' },
    ]);
  });

  it.each<[ProbeOutcome, Found]>([
    ['open', { closed: [9, 'UNAUTHENTICATED'], open: [1, 'OK'], unclear: [2, 'UNAVAILABLE'] }],
    ['changed', { closed: [9, 'UNAUTHENTICATED'], changed: [1, 'UNAUTHENTICATED'], open: [1, 'OK'] }],
    ['unclear', { closed: [9, 'UNAUTHENTICATED'], unclear: [1, 'UNAVAILABLE'] }],
  ])('the worst of several attempts counts: %s', (outcome, found) => {
    const status = found[outcome]?.[1];
    expect(probesFromK6(figures([[GET, found]]), rows())).toEqual([{ ...GET, outcome, status }]);
  });

  it('a cell that was not tried is unclear, except for a token that was not given', () => {
    const probes = probesFromK6(
      figures([
        [GET, {}],
        [EXPIRED, {}],
      ]),
      rows(),
    );
    expect(probes).toEqual([{ ...GET, outcome: 'unclear', status: 'not_tried' }]);
    expect(notTried(probes)).toMatch(/^not tried: really_expired \(set EXPIRED_TOKEN /);
    const tried = probesFromK6(figures([[EXPIRED, { closed: [1, 'UNAUTHENTICATED'] }]]), rows());
    expect(tried).toEqual([{ ...EXPIRED, outcome: 'closed', status: 'UNAUTHENTICATED' }]);
    expect(notTried(tried)).toBeUndefined();
  });

  it('samples add up to the same matrix', () => {
    const tally = new ProbeTally();
    const tags = { ...GET, journey: 'probes', phase: 'load' };
    for (const outcome of PROBE_OUTCOMES) tally.takes('probes', { ...tags, outcome })?.(0);
    expect(tally.results(rows())).toEqual([{ ...GET, outcome: 'unclear', status: 'not_tried' }]);
    tally.takes('probes', { ...tags, outcome: 'closed' })?.(1);
    tally.takes('probe_status', { ...tags, outcome: 'closed' })?.(PROBE_STATUSES.indexOf('UNAUTHENTICATED'));
    expect(tally.results(rows())).toEqual([{ ...GET, outcome: 'closed', status: 'UNAUTHENTICATED' }]);
    expect(tally.takes('calls', tags)).toBeUndefined();
    expect(tally.takes('probes', { call: 'Get' })).toBeUndefined();
  });

  it('a declared cell without any figure was not tried', () => {
    const untried = { ...GET, outcome: 'unclear', status: 'not_tried' };
    const plan = { ...rows('Get'), probes: [GET, EXPIRED] };
    expect(probesFromK6({}, plan)).toEqual([untried]);
    const tally = new ProbeTally();
    tally.takes('probes', { ...CREATE, outcome: 'closed' })?.(1);
    expect(tally.results(plan)).toEqual([{ ...CREATE, outcome: 'closed', status: 'not_tried' }, untried]);
  });

  it('a run without probes has none', () => {
    expect(probesFromK6({ 'calls{call:Get,phase:load}': { values: { count: 1 } } }, rows('Get'))).toEqual([]);
    expect(judgeProbes(undefined)).toEqual({ invalid: [], failed: [] });
    expect(notTried([])).toBeUndefined();
  });
});

test('with k6 alone, each cell must be closed at least once, and never have another outcome', () => {
  const thresholds = probeThresholds([GET, EXPIRED]);
  const of = (outcome: string) => thresholds[`probes{call:Get,credential:alg_none,outcome:${outcome}}`];
  expect(of('closed')).toEqual(['count>=1']);
  for (const outcome of ['open', 'changed', 'unclear']) expect(of(outcome)).toEqual(['count<1']);
  expect(thresholds['probes{call:Get,credential:really_expired,outcome:closed}']).toEqual(['count>=0']);
  expect(thresholds['probes{call:Get,credential:really_expired,outcome:open}']).toEqual(['count<1']);
});

test('an open cell fails a run, an unclear one makes it invalid, each with name and status in the reason', () => {
  const probes: ProbeResult[] = [
    { ...CREATE, outcome: 'closed', status: 'UNAUTHENTICATED' },
    { ...GET, outcome: 'open', status: 'OK' },
    { ...GET, credential: 'no_token', outcome: 'changed', status: 'PERMISSION_DENIED' },
    { ...GET, credential: 'wrong_signature', outcome: 'unclear', status: 'UNAVAILABLE' },
    { ...CREATE, outcome: 'unclear', status: 'UNAUTHENTICATED' },
    { ...GET, credential: 'other_account', outcome: 'unclear', status: 'not_tried' },
  ];
  const { invalid, failed } = judgeProbes(probes);
  expect(failed).toEqual([
    'Get with alg_none is open: the service answered OK',
    'Get with no_token is open: the service answered PERMISSION_DENIED, and carried it out all the same',
  ]);
  expect(invalid).toEqual([
    'Get with wrong_signature is unclear: the service answered UNAVAILABLE, which is neither a refusal nor an acceptance',
    'Create with no_token is unclear: the service answered UNAUTHENTICATED, which is a refusal, but whether it changed something could not be read',
    'Get with other_account is unclear: it was not tried',
  ]);
});

test('the matrix has a row for each credential, and a dash for a combination that is not tried', () => {
  const closed = { outcome: 'closed', status: 'UNAUTHENTICATED' } as const;
  expect(
    probeRows([
      { ...CREATE, ...closed },
      { ...GET, ...closed },
    ]),
  ).toEqual([
    ['', 'Create', 'Get'],
    ['no_token', 'closed', '–'],
    ['alg_none', '–', 'closed'],
  ]);
});
