import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { exampleResult } from '../../../../tests/harness/example-result';
import { exampleThresholds } from '../../../../tests/harness/example-thresholds';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { runFiles } from '../results/run-folder';
import { isAlive, isInProgress, LiveFile, readLive } from './live-file';
import { ProgressReader } from './progress/progress';

it('tells the state of a run while it goes on, and nothing after it', async () => {
  const folder = await tempFolder();
  const { spec, aggregate } = exampleResult({ seconds: 60 });
  const { seconds = [], windows: _, ...figures } = aggregate;
  const live = new LiveFile(folder, spec);
  expect(readLive(folder)).toBeUndefined();
  const progress = { ...new ProgressReader(spec).read(figures), phase: 'load' as const, phaseMs: 40_000 };
  live.write(progress, figures, () => seconds.slice(0, 35));
  const state = readLive(folder);
  expect(state).toMatchObject({ pid: process.pid, progress: { phase: 'load' } });
  const calls = state && 'aggregate' in state ? state.aggregate.calls : [];
  expect(calls.map(({ call, count }) => [call, count])).toEqual(
    aggregate.calls.map(({ call, count }) => [call, count]),
  );
  expect(JSON.stringify(state)).not.toContain('histogram');
  expect(state && 'chart' in state && state.chart?.series[0]?.values).toHaveLength(35);
  expect(state && isAlive(state)).toBe(true);
  expect(state && isAlive(state, state.atMs + 60_000)).toBe(false);
  expect(readdirSync(folder)).toEqual(['live.json']);
  live.remove();
  expect(readLive(folder)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

it('ignores that its folder was removed', async () => {
  const { spec, aggregate } = exampleResult({ seconds: 10 });
  const live = new LiveFile('/nowhere/at/all', spec);
  live.write(new ProgressReader(spec).read(aggregate), aggregate, () => []);
  live.remove();
  expect(existsSync('/nowhere')).toBe(false);
});

it('tells that a run waits for its start, and that a part of a run is in progress', async () => {
  const folder = await tempFolder();
  const { spec } = exampleResult({ seconds: 10 });
  expect(isInProgress(folder)).toBe(false);
  expect(isInProgress(join(folder, 'none'))).toBe(false);
  const startsAtMs = Date.now() + 3_600_000;
  const whole = new LiveFile(folder, spec);
  whole.hold(startsAtMs);
  expect(readLive(folder)).toMatchObject({ pid: process.pid, startsAtMs });
  expect(isInProgress(folder)).toBe(true);
  whole.remove();
  expect(isInProgress(folder)).toBe(false);
  // Two instances share a folder. When the first one has ended, the second one is still in progress.
  const parts = [1, 2].map((instance) => new LiveFile(folder, spec, instance));
  for (const part of parts) part.hold();
  parts[0]?.remove();
  expect([readLive(folder), isInProgress(folder)]).toEqual([undefined, true]);
  parts[1]?.remove();
  expect([isInProgress(folder), readdirSync(folder)]).toEqual([false, []]);
  // A run that has written its spec only has just begun, unless that was long ago.
  writeFileSync(runFiles.spec(folder), '{}');
  expect(isInProgress(folder)).toBe(true);
  utimesSync(runFiles.spec(folder), 0, 0);
  expect(isInProgress(folder)).toBe(false);
});

it('the list of thresholds and the progress agree on what is broken; a total that can still be reached is not', async () => {
  const folder = await tempFolder();
  const { spec: example, aggregate } = exampleResult({ seconds: 60 });
  const rate = (id: string, bound: number) =>
    ({
      id,
      level: 'fail',
      subject: { of: 'run', measure: 'rate' },
      stat: 'rate',
      op: '>=',
      bound,
      text: `>= ${bound}/s`,
      why: 'w',
    }) as const;
  const thresholds = [
    ...exampleThresholds(['GetVacancy', 'GetVacancies']),
    rate('run.rate', 1_000_000),
    rate('run.low', 0.001),
  ];
  const spec = { ...example, thresholds };
  const live = new LiveFile(folder, spec);
  const progress = new ProgressReader(spec).read(aggregate);
  live.write(progress, aggregate, () => []);
  const state = readLive(folder);
  const told = state && 'thresholds' in state ? state.thresholds : [];
  const broken = told.filter(({ level, outcome }) => level === 'fail' && outcome === 'broken');
  expect(broken.length).toBeGreaterThan(0);
  expect(broken).toEqual(progress.broken);
  const [missed, reached] = told.slice(-2);
  expect(missed).toMatchObject({ outcome: 'not judged', explanation: 'only at the end of the load' });
  expect(missed).not.toHaveProperty('measured');
  expect(reached?.outcome).toBe('held');
  live.remove();
});

it.each<[string, unknown]>([
  ['a group of processes', { version: 1, pid: -1, atMs: Date.now() }],
  ['its own group', { version: 1, pid: 0, atMs: Date.now() }],
  ['no process', { version: 1, pid: 'x', atMs: Date.now() }],
  ['no time', { version: 1, pid: process.pid }],
  ['another version', { version: 2, pid: process.pid, atMs: Date.now() }],
  ['null', null],
])('a state that names %s is not read', async (_what, state) => {
  const folder = await tempFolder();
  writeFileSync(runFiles.live(folder), JSON.stringify(state));
  expect([readLive(folder), isInProgress(folder)]).toEqual([undefined, false]);
});

it('a pipe or a link in place of the state is not read; a state of the future is not alive', async () => {
  const folder = await tempFolder();
  execFileSync('mkfifo', [runFiles.live(folder)]);
  expect([readLive(folder), isInProgress(folder)]).toEqual([undefined, false]);
  const other = await tempFolder();
  const state = { version: 1, pid: process.pid, atMs: Date.now() + 3_600_000 };
  writeFileSync(join(other, 'state'), JSON.stringify(state));
  symlinkSync(join(other, 'state'), runFiles.live(other));
  expect(readLive(other)).toBeUndefined();
  expect(isAlive({ version: 1, pid: process.pid, atMs: state.atMs })).toBe(false);
});

it('stays alive while nothing new is written, such as while reports are made', async () => {
  const folder = await tempFolder();
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { spec, aggregate } = exampleResult({ seconds: 10 });
  const live = new LiveFile(folder, spec);
  live.hold();
  live.write(new ProgressReader(spec).read(aggregate), aggregate, () => []);
  vi.advanceTimersByTime(60_000);
  const state = readLive(folder);
  expect(state && isAlive(state)).toBe(true);
  expect(state).toHaveProperty('progress');
  live.remove();
  vi.advanceTimersByTime(60_000);
  expect(readdirSync(folder)).toEqual([]);
});
