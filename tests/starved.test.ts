import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { project } from './harness/project';

it('a test that fails on a starved machine reports it and is repeated twice at most; no other test is repeated', async () => {
  const root = project('tests', 'fixtures', 'starved');
  const vitest = project('node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--root', root, '--reporter=json'];
  const env = { PATH: process.env.PATH ?? '', NO_COLOR: '1' };
  const { ending } = startInTest(process.execPath, args, { cwd: root, env });
  const { stdout, stderr } = await ending;
  const [file] = (JSON.parse(stdout.slice(stdout.indexOf('{'))) as { testResults: FileResult[] }).testResults;
  const failures = file?.assertionResults.map(({ title, failureMessages }) => [
    title,
    failureMessages.map((message) => /^.*/.exec(message)?.[0]),
  ]);
  const starved = (attempt: number, name: string) =>
    `Error: the machine starved this test (its load generator was starved), attempt ${attempt}: ${name}`;
  expect(Object.fromEntries(failures ?? []), stderr).toMatchObject({
    'always starved': [
      'AssertionError: attempt 1',
      starved(1, 'always starved'),
      'AssertionError: attempt 2',
      starved(2, 'always starved'),
      'AssertionError: attempt 3',
      starved(3, 'always starved'),
    ],
    'not starved': ['AssertionError: attempt 1'],
  });
  const statuses = file?.assertionResults.map(({ title, status }) => `${title}: ${status}`);
  expect(statuses).toEqual(['starved once: passed', 'always starved: failed', 'not starved: failed']);
});

interface FileResult {
  readonly assertionResults: readonly { title: string; status: string; failureMessages: string[] }[];
}
