import { describe, expect, it } from 'vitest';
import type { Progress } from './progress';
import { ProgressBlock } from './progress-block';
import { ProgressLog } from './progress-log';
import { blockLines, progressLine } from './progress-text';

const BROKEN = {
  id: 'calls.CreateVacancy.failed',
  level: 'fail',
  bound: '≤ 1%',
  why: 'users leave',
  measured: 0.06,
  outcome: 'broken',
} as const;

const LOAD: Progress = {
  phase: 'load',
  phaseMs: 14_200,
  loadMs: 30_000,
  users: 60,
  sessions: { open: 36, planned: 36 },
  iterations: { done: 38, planned: { min: 82, max: 83 }, failed: 0, dropped: 0 },
  calls: { count: 105, failed: 4, perSecond: 7.42 },
  slowest: [
    { call: 'CreateVacancy', p95: 88.2 },
    { call: 'GetVacancies', p95: 79.1 },
  ],
  thresholds: 24,
  broken: [],
  scriptErrors: 0,
};

const PLAIN = { style: (_colour: string, text: string) => text };

/** Progress of a run at a second of its load. */
const second = (s: number): Progress => ({ ...LOAD, loadMs: 3_600_000, phaseMs: s * 1_000 });

describe('the block', () => {
  it.each([60, 80, 120])('fits into %i columns', (width) => {
    const long = [{ call: 'x'.repeat(124), p95: 10_000 }, ...LOAD.slowest, ...LOAD.slowest, ...LOAD.slowest];
    for (const phase of ['set-up', 'load', 'clean-up'] as const) {
      const lines = blockLines(
        { ...LOAD, phase, slowest: long, broken: [BROKEN, BROKEN] },
        { ...PLAIN, width },
      );
      // A line in the last column would wrap.
      for (const line of lines) expect(line.length, line).toBeLessThan(width);
    }
  });

  it('shows each phase', () => {
    const lines = (progress: Partial<Progress>) =>
      blockLines({ ...LOAD, ...progress }, { ...PLAIN, width: 80 });
    expect(lines({ phase: 'set-up', phaseMs: 4_000, sessions: { open: 27, planned: 36 } })).toEqual([
      ' set-up      ██████████████████░░░░░░  27 of 36 sessions · 4 s',
    ]);
    expect(lines({ phase: 'set-up', sessions: { open: 27 } })).toEqual([' set-up      27 calls · 14 s']);
    expect(lines({})).toEqual([
      ' load        ███████████░░░░░░░░░░░░░  14 s of 30 s · 60 users',
      ' iterations  38 of 82–83',
      ' calls       7.4/s · 4 failed (3.81%)',
      ' p95         CreateVacancy 88.2 ms · GetVacancies 79.1 ms',
      ' thresholds  0 of 24 broken so far',
    ]);
    expect(lines({ phase: 'clean-up', phaseMs: 2_000 }).slice(0, 3)).toEqual([
      ' clean-up    the load has ended, records are removed · 2 s',
      ' iterations  38 of 82–83',
      ' calls       105 · 4 failed (3.81%)',
    ]);
  });

  it('says what is broken so far, and never that all is well', () => {
    const lines = blockLines({ ...LOAD, broken: [BROKEN, BROKEN, BROKEN] }, { ...PLAIN, width: 100 });
    expect(lines.at(-1)).toBe(
      ' thresholds  broken so far: CreateVacancy: failed 6%, allowed ≤ 1% and 2 more',
    );
    expect(blockLines({ ...LOAD, thresholds: 0 }, { ...PLAIN, width: 80 }).at(-1)).toBe(
      ' thresholds  no thresholds',
    );
  });

  it('is drawn over itself, makes room for other lines once, and comes back', () => {
    const texts: string[] = [];
    const out = { columns: 80, write: (text: string) => texts.push(text) > 0 };
    const block = new ProgressBlock(out, () => ({ ...PLAIN, width: 80 }));
    block.clear();
    block.show({ ...LOAD, phase: 'set-up' });
    block.show(LOAD);
    block.clear();
    block.clear();
    block.show(LOAD);
    block.judging();
    const ups = texts.map((text) => [1, 5].find((rows) => text.startsWith(`\u001b[${rows}A\r\u001b[J`)));
    expect(ups).toEqual([undefined, 1, 5, undefined, 5]);
    expect(texts.map((text) => text.split('\n').length - 1)).toEqual([1, 5, 0, 5, 1]);
  });

  it('finds its first line in a terminal that became narrower', () => {
    const texts: string[] = [];
    const out = { columns: 120, write: (text: string) => texts.push(text) > 0 };
    const block = new ProgressBlock(out, () => ({ ...PLAIN, width: out.columns }));
    block.show({ ...LOAD, phase: 'set-up' });
    // The line of 61 columns now takes two rows.
    out.columns = 40;
    block.clear();
    expect(texts[1]).toBe('\u001b[2A\r\u001b[J');
  });
});

describe('the log', () => {
  /** What is written of a run. */
  function written(...all: Progress[]): string[] {
    const lines: string[] = [];
    const log = new ProgressLog((line) => lines.push(line));
    for (const progress of all) log.show(progress);
    log.judging();
    return lines;
  }

  it('has a line for each phase', () => {
    const setUp: Progress = { ...LOAD, phase: 'set-up', phaseMs: 7_100, sessions: { open: 20, planned: 36 } };
    const lines = written(setUp, { ...LOAD, phaseMs: 0 }, LOAD, {
      ...LOAD,
      phase: 'clean-up',
      phaseMs: 1_500,
    });
    expect(lines).toEqual([
      'set-up done in 7 s: 36 of 36 sessions',
      '14 s of 30 s  60 users  38/82–83 iterations  7.4 calls/s  4 failed (3.81%)  p95 CreateVacancy 88.2 ms  0 of 24 thresholds broken so far',
      'load done: iterations 38 of 82–83 · calls 105 · 4 failed (3.81%)',
      'clean-up done in 1 s',
    ]);
  });

  it('has a line per 10 s, and per minute after ten minutes, even when some figures come late', () => {
    const seconds = Array.from({ length: 3_600 }, (_, s) => s).filter((s) => s < 25 || s > 32);
    const told = written(...seconds.map(second)).map((line) => line.split(' of ')[0]);
    expect(told.slice(0, 4)).toEqual(['10 s', '20 s', '33 s', '40 s']);
    expect(told.slice(58, 62)).toEqual(['9 min 50 s', '10 min', '11 min', '12 min']);
    expect(told.length).toBe(59 + 50 + 1);
  });

  it('tells what a verdict depends on besides failed calls', () => {
    const iterations = { ...LOAD.iterations, dropped: 3 };
    const line = progressLine({ ...LOAD, iterations, scriptErrors: 2, broken: [BROKEN] });
    expect(line).toContain(
      '3 dropped  2 script errors  broken so far: CreateVacancy: failed 6%, allowed ≤ 1%',
    );
    expect(line).not.toMatch(/hold|well/);
  });

  it('a set-up that takes long says how far it is', () => {
    const setUp = (s: number): Progress => ({
      ...LOAD,
      phase: 'set-up',
      phaseMs: s * 1_000,
      sessions: { open: s, planned: 36 },
    });
    expect(written(setUp(9), setUp(12), setUp(21))).toEqual([
      'set-up: 12 s, 12 of 36 sessions',
      'set-up: 21 s, 21 of 36 sessions',
    ]);
    expect(written({ ...setUp(12), warmUpMs: 8_000 })).toEqual([
      'set-up: 12 s, 12 of 36 sessions, and a warm-up of 8 s',
    ]);
  });
});
