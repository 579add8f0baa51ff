import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

/** A project whose loadline is a script of the shell. */
function projectWith(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/loadline'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}

/** Runs a step of the action. @returns its exit code, its outputs as GitHub reads them, and what it printed */
function step(name: string, folder: string, inputs: Readonly<Record<string, string>> = {}) {
  const file = join(folder, 'outputs');
  writeFileSync(file, '');
  const own = Object.entries(inputs).map(([input, value]) => [`LOADLINE_ACTION_${input}`, value]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'main.js'), name],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        GITHUB_WORKSPACE: folder,
        GITHUB_OUTPUT: file,
        GITHUB_SERVER_URL: 'http://127.0.0.1:1',
        GITHUB_EVENT_PATH: join(folder, 'no-event'),
        RUNNER_TEMP: folder,
        LOADLINE_ACTION_TEST: 'shop',
        ...Object.fromEntries(own),
      },
    },
  );
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /^[\w-]+=/.test(line));
  const outputs = Object.fromEntries(lines.map((line) => line.split('=', 2)));
  return { status, outputs, said: stdout + stderr };
}

it('an end with 0 that left no result, as with --debug, is no pass', () => {
  const { outputs, said } = step('run', projectWith('exit 0'));
  expect(outputs).toMatchObject({
    verdict: 'error',
    'exit-code': '0',
    failed: 'true',
    'has-report': 'false',
  });
  expect(said).toContain('left no result of the whole test');
});

it('the result of an earlier run with the same id is not shown for a run that was refused', () => {
  const folder = projectWith('echo the id is taken; exit 2');
  const run = join(folder, 'reports', 'r1');
  mkdirSync(run, { recursive: true });
  writeFileSync(join(run, 'result.json'), '{"verdict":"pass"}');
  writeFileSync(join(run, 'summary.md'), 'PASS of the earlier run');
  const { outputs } = step('run', folder, { RUN_ID: 'r1' });
  expect(outputs).toMatchObject({
    verdict: 'error',
    'exit-code': '2',
    failed: 'true',
    'has-report': 'false',
  });
  const text = readFileSync(join(folder, 'reports', 'r1.comment.md'), 'utf8');
  expect(text).toContain('shop did not run, exit code 2');
  expect(text).not.toContain('earlier');
});

it('outputs are written whatever goes wrong before the run', () => {
  const folder = projectWith('exit 0');
  const { status, outputs, said } = step('prepare', folder, {
    VERSION: '1.2.3',
    REPOSITORY: 'owner/loadline',
  });
  expect([status, outputs]).toEqual([2, { verdict: 'error', 'exit-code': '2', failed: 'true' }]);
  expect(said).toContain('loadline-1.2.3.tgz cannot be fetched');
  rmSync(join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'bin/loadline'), { recursive: true });
  const started = step('run', folder);
  expect([started.status, started.outputs.verdict]).toEqual([2, 'error']);
  expect(started.said).toContain('::error title=loadline::Error: spawn');
});

it('a comment that cannot be written is a warning', () => {
  const folder = projectWith('exit 0');
  const { status, outputs, said } = step('comment', folder, { COMMENT: 'true' });
  expect([status, outputs]).toEqual([0, {}]);
  expect(said).toContain('::warning title=loadline::the comment could not be written: ENOENT');
});
