import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { exampleThresholds } from '../../../../../tests/harness/example-thresholds';
import { CAPACITY_VERSION, type CapacityFile, capacityFile } from '../../results/capacity-file';
import { capacityJunit } from '../../ui/report/capacity-junit';
import { capacityMarkdown, foundText, WHY } from './capacity-text';
import { levelRunOf } from './level-outcome';

const CALLS = ['CreateVacancy', 'GetVacancy'];
const made = exampleResult({ seconds: 10, calls: CALLS });
const result = { ...made, spec: { ...made.spec, thresholds: exampleThresholds(CALLS) } };

const three = (outcome: string) => Array.from({ length: 3 }, () => outcome) as 'held'[];

it.each([
  [
    {
      highestHeld: { users: 20, outcomes: three('held') },
      lowestBroke: { users: 21, outcomes: three('broke') },
      confidence: 0.88,
    },
    '20 users held (3 of 3 runs), 21 broke (3 of 3 runs); confidence 88%',
  ],
  [
    { stop: 'generator', highestHeld: { users: 1, outcomes: ['held', 'invalid', 'held'] } },
    'not found: the load generator came to its own limit before the system did, use a larger machine; 1 user held (2 of 2 runs)',
  ],
  [{ stop: 'budget' }, 'not found: the next run would exceed the budget, write a larger --budget'],
] as const)('says what was found', (found, text) => {
  expect(foundText(found)).toBe(text);
});

const FILE: CapacityFile = {
  version: CAPACITY_VERSION,
  loadline: '0.0.0-test',
  id: 'c',
  test: 'shop',
  suite: 'shop',
  target: '127.0.0.1:1',
  from: 10,
  to: 20,
  budgetMs: 1_000,
  load: {
    profile: 'load',
    user: [
      { journey: 'crud', everyMs: 3_000 },
      { journey: 'page', everyMs: 50 },
      { journey: 'first', everyMs: 'once' },
    ],
    again: 'EVERY=3s npx loadline capacity shop',
  },
  isFound: false,
  stop: 'generator',
  text: 'not found: the load generator',
  notes: ['at 10 users, too few samples'],
  levels: [
    { users: 10, runs: [{ ...levelRunOf(result), outcome: 'held', runId: 'c-1', reasons: [] }] },
    { users: 20, runs: [{ durationMs: 10_000, outcome: 'starved', reasons: ['too <few> files | or'] }] },
  ],
};

it('the file follows its schema, and Markdown and JUnit hold each run', () => {
  expect(capacityFile.parse(FILE)).toEqual(FILE);
  const markdown = capacityMarkdown(FILE);
  expect(markdown).toContain('**not found: the load generator**');
  expect(markdown).toMatch(/^\| 10 \| c-1 \| held \|/m);
  expect(markdown).toContain('\n- at 10 users, too few samples\n');
  expect(markdown).toContain('- 20: too <few> files');
  expect(markdown).toContain(
    'one user: crud every 3 s (0.33/s), page every 50 ms (20/s), first once; profile load, levels of 10 s. The search again:\n\n```sh\nEVERY=3s npx loadline capacity shop\n```\n',
  );
  const { load: _, ...old } = FILE;
  expect(capacityFile.parse(old)).toEqual(old);
  expect(capacityMarkdown(old)).not.toContain('one user');
  const xml = capacityJunit(FILE);
  expect(xml).toContain('<failure type="generator" message="not found: the load generator"');
  expect(xml).toContain('name="20 users, not started"');
  expect(xml).toContain('too &lt;few&gt; files');
  expect(xml).toContain('at 10 users, too few samples');
  expect(capacityJunit({ ...FILE, isFound: true })).not.toContain('<failure');
});

it('Markdown explains a level that broke by the threshold that its table names', () => {
  const [
    {
      runs: [run],
    } = { runs: [] },
  ] = FILE.levels;
  if (!run) throw new Error('there is no run');
  const reasons = ['a.p95 is 9 ms, the bound is ≤ 8ms', 'b.p95 is 9 ms, the bound is ≤ 3ms'];
  const broke = {
    ...run,
    outcome: 'broke' as const,
    nearest: { id: 'b.p95', measured: 9, bound: '≤ 3ms', ofBound: 3 },
    reasons,
    failure: undefined,
  };
  const markdown = capacityMarkdown({ ...FILE, levels: [{ users: 10, runs: [broke] }] });
  expect(markdown).toContain('- 10: b.p95 is 9 ms, the bound is ≤ 3ms\n');
  expect(markdown).not.toContain('a.p95');
  const failed = { ...broke, failure: 'most frequent failure: reset', warmUp: ['too short'] };
  const file = { ...FILE, levels: [{ users: 10, runs: [failed] }] };
  expect(capacityMarkdown(file)).toContain('≤ 3ms; most frequent failure: reset\n');
  expect(capacityJunit(file)).toContain('≤ 3ms\nmost frequent failure: reset\ntoo short');
});

it.each(['starved', 'invalid'] as const)(
  'Markdown explains a level that is %s by its main reason',
  (outcome) => {
    const broken = 'a.p95 is 9 ms, the bound is ≤ 8ms';
    const nearest = { id: 'a.p95', measured: 9, bound: '≤ 8ms', ofBound: 1.125 };
    const run = { durationMs: 10_000, outcome, nearest, broken: ['a.p95'], reasons: ['why', broken] };
    const markdown = capacityMarkdown({ ...FILE, levels: [{ users: 10, runs: [run] }] });
    expect(markdown).toContain('- 10: why\n');
    expect(markdown).not.toContain(broken);
  },
);

it('the document says why a search ends in the words of the output', () => {
  const page = readFileSync(new URL('../../../../../docs/capacity.md', import.meta.url), 'utf8');
  for (const [stop, why] of Object.entries(WHY))
    expect(page).toMatch(new RegExp(`^\\| \`${stop}\` \\| ${why} \\|`, 'm'));
});
