import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { markdown, withEarlier } from './results.js';
import { rowAtMost } from './row.js';

const text = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');

const measured = (value: number, date: string) => ({
  rows: [rowAtMost({ figure: 'CPU per call', values: [value], atMost: 2 })],
  seconds: 60,
  date,
  machine: `machine of ${date}`,
  loadline: '0.2.0',
});
const failed = (date: string) => ({ ...measured(1, date), rows: [], problem: 'made no call' });

it('RESULTS.md is what results.json and remarks.md give', () => {
  const { measured, versions } = JSON.parse(text('results.json'));
  expect(markdown(measured, versions), 'run node bench/run.js, or write its text').toBe(text('RESULTS.md'));
});

it('a row that cannot be measured again keeps its figures, and RESULTS.md gives the reason', () => {
  const earlier = { cpu: measured(1.5, '2026-01-02'), scale: measured(1.25, '2026-01-02') };
  const all = withEarlier(earlier, { cpu: failed('2026-03-04') });
  expect(all).toEqual({
    cpu: { ...earlier.cpu, problem: 'made no call', attempted: '2026-03-04' },
    scale: earlier.scale,
  });
  const page = markdown(all, {});
  expect(page).toContain('| `cpu` | CPU per call | 1.50 × |');
  expect(page).toContain(
    '`cpu` keeps its figures of 2026-01-02, as it was not measured on 2026-03-04: made no call',
  );
  expect(page).toContain('- loadline 0.2.0, 2026-01-02, machine of 2026-01-02: `cpu`, `scale`');
});

it('a further attempt that fails keeps the figures, one that succeeds replaces them', () => {
  const first = withEarlier({ cpu: measured(1.5, '2026-01-02') }, { cpu: failed('2026-03-04') });
  const second = withEarlier(first, { cpu: failed('2026-05-06') });
  expect(second.cpu).toMatchObject({ date: '2026-01-02', attempted: '2026-05-06' });
  const now = { cpu: measured(1.75, '2026-07-08') };
  expect(withEarlier(second, now)).toEqual(now);
});

it('a row that was never measured has no figures, and is not among what was measured', () => {
  const all = withEarlier({ cpu: failed('2026-01-02') }, { cpu: failed('2026-03-04') });
  expect(all).toEqual({ cpu: failed('2026-03-04') });
  const page = markdown(all, {});
  expect(page).toContain('`cpu` was not measured: made no call');
  expect(page).not.toContain('machine of 2026-03-04');
});
