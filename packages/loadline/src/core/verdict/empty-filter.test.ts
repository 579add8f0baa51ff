import { expect, test } from 'vitest';
import type { Aggregate } from '../figures/aggregate';
import { type EmptyFilter, warnOfEmptyFilters } from './empty-filter';

const FILTER: EmptyFilter = { metric: 'found', among: 'rows', filter: 'PATH', hint: 'is it well written?' };

test.each([
  [
    'found nothing',
    { rows: 12, found: 0 },
    ['PATH=$.a found none of the 12 rows of this run: is it well written?'],
  ],
  [
    'was never counted',
    { rows: 12 },
    ['PATH=$.a found none of the 12 rows of this run: is it well written?'],
  ],
  ['found something', { rows: 12, found: 1 }, []],
  ['had nothing to find', { rows: 0, found: 0 }, []],
  ['was not asked', {}, []],
])('a filter that %s', (_what, counts: Record<string, number>, warnings) => {
  const custom = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, { count }]));
  const judgement = { verdict: 'pass', reasons: [], warnings: ['first'], thresholds: [] } as const;
  const settings = [{ name: 'PATH', value: '$.a', source: 'variable' }];
  const all = warnOfEmptyFilters(judgement, [FILTER], { custom } as unknown as Aggregate, settings);
  expect(all).toEqual({ ...judgement, warnings: ['first', ...warnings] });
  expect(warnOfEmptyFilters(judgement, [], { custom } as unknown as Aggregate, settings)).toBe(judgement);
});
