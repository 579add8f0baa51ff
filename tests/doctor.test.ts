import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

it('doctor ends with 1 on a machine that lacks something, with the cure in each red line', async () => {
  const cwd = await tempFolder();
  const oldGo = join(cwd, 'go');
  await writeFile(oldGo, '#!/bin/sh\necho go version go1.20.1 linux/amd64\n');
  await chmod(oldGo, 0o755);
  const env = { HOME: cwd, XDG_CACHE_HOME: cwd, PATH: cwd, HTTPS_PROXY: 'http://proxy.invalid:3128' };
  const doctor = [process.execPath, project('packages/loadline/bin/loadline'), 'doctor'];
  const { output, code } = await startInTest('/usr/bin/prlimit', ['--nofile=1024', ...doctor], { cwd, env })
    .ending;
  const red = output.split('\n').filter((line) => line.startsWith('NO'));
  expect(red).toEqual([
    expect.stringMatching(
      /^NO +k6 +none that can be used: bin\/k6 is not there: run `npx loadline k6 install`/,
    ),
    expect.stringMatching(/^NO +Go +1\.20\.1: install Go 1\.25 or newer to build k6, or name a k6 by K6=/),
    expect.stringMatching(/^NO +open files +at most 1024 in one process: .*raise the hard limit/),
  ]);
  expect(output).toMatch(/^ok +proxies +HTTPS_PROXY: not used by runs/m);
  expect(code).toBe(1);
});
