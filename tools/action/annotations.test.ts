import { expect, it } from 'vitest';
import { annotations } from './annotations.js';

const file = { path: 'load/thresholds/shop.json', text: '{\n"calls": {\n"Buy": { "p95": "1s" } } }' };

function result(reasons: string[], warnings: string[] = []) {
  const thresholds = [...Array(20).keys()].map((n) => ({
    id: n === 0 ? 'calls.Buy.p95' : `calls.Call${n}.p95`,
    level: 'fail',
    outcome: 'broken',
  }));
  return { verdict: 'fail', reasons, warnings, thresholds, spec: { suite: 'shop', profile: 'load' } };
}

it('puts a broken threshold at its line, and any other reason nowhere', () => {
  const reasons = ['calls.Buy.p95 is 2s, the bound is ≤ 1s', 'buy: 3 of 10 planned iterations were dropped'];
  expect(annotations(result(reasons, ['calls.Call1.p95 is 3s, the bound is ≤ 1s']), file)).toEqual([
    '::error file=load/thresholds/shop.json,line=3,title=loadline%3A shop/load::calls.Buy.p95 is 2s, the bound is ≤ 1s',
    '::error title=loadline%3A shop/load::buy: 3 of 10 planned iterations were dropped',
    '::warning title=loadline%3A shop/load::calls.Call1.p95 is 3s, the bound is ≤ 1s',
  ]);
});

it('makes at most ten: the tenth counts the rest', () => {
  const reasons = (n: number) => [...Array(n).keys()].map((at) => `calls.Call${at}.p95 is 2s`);
  expect(annotations(result(reasons(10)), file)).toHaveLength(10);
  const shown = annotations(result(reasons(14)), file);
  expect(shown).toHaveLength(10);
  expect(shown[9]).toBe('::error title=loadline::and 5 more: see summary.md of the run');
});
