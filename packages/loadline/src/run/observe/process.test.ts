import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startInTest } from '../../../../../tests/harness/child';
import { eventually } from '../../../../../tests/harness/eventually';
import { tempFolder } from '../../../../../tests/harness/temp-folder';
import type { ObservedSource } from '../../core/observed/source';
import { ProcessReader } from './process';

function source(where: Partial<ObservedSource>): ObservedSource {
  const series = ['cpu', 'rss', 'fds', 'threads'].map((figure) => ({
    ...{ name: figure, source: 'service', from: '', unit: '', thresholds: [], factor: 1 },
    figure,
  }));
  return {
    name: 'service',
    kind: 'process',
    headers: {},
    everyMs: 1_000,
    isOptional: false,
    series,
    ...where,
  };
}

it('a process has CPU, memory, open files and threads', async () => {
  const reader = new ProcessReader(source({ pid: process.pid }));
  const first = await reader.read();
  expect(first.missing.size).toBe(0);
  expect([...first.values.keys()]).toEqual(['rss', 'fds', 'threads']);
  const memory = process.memoryUsage().rss;
  expect(first.values.get('rss')?.value).toBeGreaterThan(memory / 3);
  expect(first.values.get('rss')?.value).toBeLessThan(memory * 3);
  expect(first.values.get('fds')?.value).toBeGreaterThan(3);
  expect(first.values.get('threads')?.value).toBeGreaterThan(1);
  const startMs = Date.now();
  while (Date.now() - startMs < 60) Math.sqrt(startMs);
  const { values } = await reader.read();
  expect(values.get('cpu')?.value).toBeGreaterThan(0);
});

it('a process is named by a file, also when it starts again; what cannot be read is reported', async () => {
  const file = join(await tempFolder(), 'service.pid');
  const reader = new ProcessReader(source({ pidFile: file }));
  await expect(reader.read()).rejects.toThrow(`its pidFile ${file} cannot be read`);
  writeFileSync(file, 'none\n');
  await expect(reader.read()).rejects.toThrow('does not contain a number');
  writeFileSync(file, `${process.pid}\n`);
  expect((await reader.read()).values.size).toBe(3);
  writeFileSync(file, `${process.ppid}\n`);
  expect((await reader.read()).values.has('cpu')).toBe(false);
  // Higher than any number of a process on Linux.
  writeFileSync(file, '4194305\n');
  await expect(reader.read()).rejects.toThrow('there is no process 4194305 on this machine');
});

it('a process that has ended and is still listed has no CPU of 0%: it has ended', async () => {
  // The shell becomes a program that does not know its child, so nobody asks for the child's exit code.
  const script = 'exec 3<&0; cat <&3 & echo $!; exec sleep 60';
  const env = { PATH: process.env.PATH ?? '' };
  const parent = startInTest('sh', ['-c', script], { cwd: '/', env, stdin: 'pipe' });
  await eventually(() => {
    expect(parent.said()).toMatch(/^\d+\n/);
    expect(readFileSync(`/proc/${parent.process.pid}/comm`, 'utf8')).toBe('sleep\n');
  });
  parent.process.stdin?.end();
  const pid = Number(parent.said());
  await eventually(() => expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') Z '));
  await expect(new ProcessReader(source({ pid })).read()).rejects.toThrow(`process ${pid} has ended`);
});
