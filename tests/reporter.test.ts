import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { project } from './harness/project';

it('numbers the files as they finish, and ends with the slowest files and the failed tests with their errors', async () => {
  const root = project('tests', 'fixtures', 'reporter');
  const vitest = project('node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--root', root, `--reporter=${project('tests', 'reporter.ts')}`];
  const env = { PATH: process.env.PATH ?? '', NO_COLOR: '1' };
  const { code, stdout } = await startInTest(process.execPath, args, { cwd: root, env }).ending;
  expect(code).toBe(1);
  const lines = stdout.split('\n');
  const numbered = lines.filter((line) => line.startsWith('file '));
  expect(numbered.map((line) => /^file \d of \d/.exec(line)?.[0])).toEqual([
    'file 1 of 3',
    'file 2 of 3',
    'file 3 of 3',
  ]);
  const ended = numbered.map((line) => line.replace(/^file \d of \d | \d+\.\d s$/g, '')).toSorted();
  expect(ended).toEqual([
    '✓ |sample| slow.fixture.ts: 1 passed,',
    '✗ |sample| not-loaded.fixture.ts: 0 passed,',
    '✗ |sample| some-fail.fixture.ts: 1 passed, 1 failed, 1 skipped,',
  ]);
  expect(lines).toContain('  skipped: a group > is skipped: it needs a machine with two moons');
  const [slowest = '', ...after] = stdout.split('The slowest files:\n').slice(1).join().split('\n');
  expect(slowest).toMatch(/^ +\d+\.\d s {2}\|sample\| slow\.fixture\.ts$/);
  const failed = after.slice(after.indexOf('Failed:')).filter((line) => line !== '');
  const [head, ...tests] = failed.join('\n').split(/\n(?= {2}\S)/);
  expect([head, ...tests.toSorted()]).toEqual([
    'Failed:',
    '  |sample| not-loaded.fixture.ts\n    this file cannot be loaded',
    '  |sample| some-fail.fixture.ts > a group > fails\n    expected 1 to be 2 // Object.is equality',
  ]);
});
