import { expect, it } from 'vitest';
import { decision, fenced } from './comparison.js';

const runs = { base: 12, candidate: 1 };
const rows = [
  { id: 'calls.Buy.p95', verdict: 'worse' },
  { id: 'calls.Pay.p95', verdict: 'inconclusive' },
  { id: 'calls.See.p95', verdict: 'no significant change' },
];

it('says plainly when there are too few runs', () => {
  expect(decision({ runs, rows, runsNeeded: 6 })).toBe(
    '**Too few runs to decide**: 12 runs of the baseline, 1 run here; a difference can only be told with at least 6 runs on each side (`repeat`).',
  );
});

it('names what is worse, better or open', () => {
  expect(decision({ runs, rows })).toBe(
    '**worse**: `calls.Buy.p95`; not decided: `calls.Pay.p95` (12 runs of the baseline, 1 run here).',
  );
  expect(decision({ runs, rows: rows.slice(2) })).toMatch(/^No significant change \(12 runs/);
});

it('fences a text that holds fences', () => {
  expect(fenced('a\n```\nb\n')).toBe('````text\na\n```\nb\n````');
});
