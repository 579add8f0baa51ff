import { expect, it } from 'vitest';
import type { ProofFile } from '../results/proof-file';
import { NOT_TRIED } from '../run/prove/proof';
import { proofLines } from './proof-lines';

type Row = ProofFile['thresholds'][number];

const ID = 'calls.Get.p95';
const ROW: Row = { id: ID, level: 'fail', bound: '≤ 300ms', outcome: 'proved', fault: 'replies 350 ms late' };
const RUN: Omit<ProofFile['runs'][number], 'runId'> = {
  fault: 'no fault',
  verdict: 'pass',
  broken: [],
  alsoBroken: [],
};

function lines(
  row: Partial<Row>,
  others: Partial<ProofFile> = {},
  thresholds: readonly Row[] = [{ ...ROW, ...row }],
): string {
  const file: ProofFile = {
    ...{ version: 1, loadline: '1.0.0', id: 'p', test: 'shop', suite: 'shop', target: 'localhost:1' },
    ...{ load: { users: 5, durationMs: 10_000 }, verdict: 'proved', reasons: [], ...others },
    thresholds: [...thresholds],
    runs: others.runs ?? [{ runId: 'p-1', ...RUN }],
  };
  return proofLines(file, 60_000, false, 200).join('\n');
}

it('a proved threshold that the test does not judge is named, when the length of the test cannot make up for it', () => {
  expect(lines({ samples: 17, needed: 1_000 })).toContain(
    'the test, of 1 min, does not judge these thresholds, which can break, as far as 10 s of 5 users without a fault tell.',
  );
  expect(lines({ samples: 17, needed: 1_000 })).toContain(`  needs 1000 samples, had 17: ${ID}\n`);
  expect(lines({ samples: 17, needed: 100 })).not.toContain('judge');
  expect(lines({})).not.toContain('judge');
});

it('a figure with a warn and a fail bound is named once', () => {
  const row = { ...ROW, samples: 17, needed: 1_000 };
  const told = lines({}, {}, [{ ...row, level: 'warn' }, row]);
  expect(told.match(/can break/g)).toHaveLength(1);
});

it('when no threshold was tried, the reason is printed once', () => {
  const runs = [{ runId: 'p-1', ...RUN, verdict: 'invalid' as const, reasons: ['nothing answers'] }];
  const told = lines(
    { outcome: 'could not be reached', reason: NOT_TRIED },
    { verdict: 'invalid', reasons: ['the system cannot be judged', 'nothing answers'], runs },
  );
  expect(told.match(/nothing answers/g)).toHaveLength(1);
  expect(told).not.toContain('not tried');
  expect(told).not.toContain('without fault');
});

it('of a system that fails by itself, only the thresholds that it breaks have a row', () => {
  const unreached = { ...ROW, outcome: 'could not be reached' } as const;
  const thresholds: Row[] = [
    { ...unreached, id: 'journeys.crud.failed', bound: '≤ 5%', reason: 'it is broken without a fault: 100%' },
    { ...unreached, reason: NOT_TRIED },
  ];
  const told = lines({}, { verdict: 'invalid', reasons: ['nothing answers'] }, thresholds);
  expect(told).toContain('it is broken without a fault: 100%');
  expect(told).not.toContain('not tried');
  expect(told).toContain('0 of 2 thresholds proved, 0 asleep, 2 could not be reached');
});

it('an invalid run with a fault is named, with what else broke in it', () => {
  const late = { runId: 'p-2', ...RUN, fault: 'no replies', alsoBroken: ['run.rate'], reasons: ['starved'] };
  const told = lines(
    {},
    {
      runs: [
        { runId: 'p-1', ...RUN },
        { ...late, verdict: 'invalid' },
      ],
    },
  );
  expect(told).toContain('invalid: p-2, no replies: starved');
  expect(told).toContain('with no replies also broken: run.rate');
});
