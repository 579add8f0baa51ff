import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exampleResult } from '../../../../tests/harness/example-result';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { isAlive, LiveFile, readLive } from './live-file';
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
  expect(state?.aggregate.calls.map(({ call, count }) => [call, count])).toEqual(
    aggregate.calls.map(({ call, count }) => [call, count]),
  );
  expect(JSON.stringify(state?.aggregate)).not.toContain('histogram');
  expect(state?.chart?.series[0]?.values).toHaveLength(35);
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
