import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../../../tests/harness/temp-folder';
import { CGROUP_FIGURES } from '../../core/observed/source';
import { CgroupReader } from './cgroup';

/** Files of a group as Linux 6.1 writes them, with a limit of half a processor and 512 MiB. */
const FILES: Readonly<Record<string, string>> = {
  'cgroup.controllers': 'cpu memory pids\n',
  'cpu.stat':
    'usage_usec 5000000\nuser_usec 4000000\nsystem_usec 1000000\nnr_periods 10\nthrottled_usec 100000\n',
  'cpu.max': '50000 100000\n',
  'memory.current': '134217728\n',
  'memory.max': '536870912\n',
};

async function group(changes: Readonly<Record<string, string | undefined>> = {}) {
  const path = join(await tempFolder(), 'group');
  mkdirSync(path);
  const write = (files: Readonly<Record<string, string | undefined>>) => {
    for (const [name, text] of Object.entries(files))
      if (text !== undefined) writeFileSync(join(path, name), text);
  };
  write({ ...FILES, ...changes });
  const series = Object.keys(CGROUP_FIGURES).map((figure) => ({
    ...{ name: figure, source: 'box', from: '', unit: '', thresholds: [], factor: 1 },
    figure,
  }));
  const reader = new CgroupReader({
    name: 'box',
    kind: 'cgroup',
    path,
    headers: {},
    everyMs: 1_000,
    isOptional: false,
    series,
  });
  return { path, write, reader };
}

it('a group has CPU and memory, also as shares of its limits, and the time that it waited for its quota', async () => {
  const { reader, write } = await group();
  const first = await reader.read();
  expect(Object.fromEntries(first.values)).toEqual({
    memory: { value: 134_217_728 },
    memory_of_limit: { value: 0.25 },
  });
  expect(first.missing.size).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 5));
  write({ 'cpu.stat': 'usage_usec 5001000\nthrottled_usec 100500\n' });
  const { values } = await reader.read();
  const cpu = values.get('cpu')?.value ?? 0;
  expect(cpu).toBeGreaterThan(0);
  expect(values.get('cpu_of_limit')?.value).toBeCloseTo(2 * cpu);
  expect(values.get('throttled')?.value).toBeCloseTo(cpu / 2);
});

it('a missing limit or controller is reported, and so is a folder that is no group', async () => {
  const { reader } = await group({
    'cpu.max': 'max 100000\n',
    'memory.max': 'max\n',
    'memory.current': '',
    'cpu.stat': 'usage_usec 1\n',
  });
  const { missing } = await reader.read();
  expect(Object.fromEntries(missing)).toEqual({
    cpu_of_limit: 'cpu.max sets no limit',
    memory: 'memory.current cannot be read',
    memory_of_limit: 'memory.current cannot be read',
    throttled: 'cpu.stat has no throttled_usec: the group has no controller cpu',
  });
  const source = {
    name: 'box',
    kind: 'cgroup',
    headers: {},
    everyMs: 1_000,
    isOptional: false,
    series: [],
  } as const;
  const other = await tempFolder();
  await expect(new CgroupReader({ ...source, path: other }).read()).rejects.toThrow(
    'is no group of cgroup v2',
  );
  await expect(new CgroupReader({ ...source, path: join(other, 'x') }).read()).rejects.toThrow(
    'is not there',
  );
});
