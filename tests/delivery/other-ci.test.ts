import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { start, startInTest } from '../harness/child';
import { fencedBlocks } from '../harness/documents';
import { toolPath } from '../harness/fixture-suites';
import { copyBuiltProject } from '../harness/own-home';
import { project } from '../harness/project';
import { referenceService } from '../harness/reference-service';
import { tempFolder } from '../harness/temp-folder';
import { variablesFor } from '../harness/variables';

const SHORT = { USERS: '4', DURATION: '2s', EVERY: '1s' };

/** A project in which `npx loadline` is the command line of this one. */
async function makeProject(): Promise<string> {
  const folder = await tempFolder();
  await copyBuiltProject(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
  await symlink(join(folder, 'bin/loadline'), join(folder, 'node_modules/.bin/loadline'));
  return folder;
}

async function page(language: string, holding: string): Promise<string> {
  const text = await readFile(project('docs/ci.md'), 'utf8');
  const found = fencedBlocks(text, language).find((block) => block.includes(holding));
  if (found === undefined) throw new Error(`docs/ci.md has no ${language} block with ${holding}`);
  return found;
}

it.each([
  ['passes', 0],
  ['fails', 0.9],
] as const)('the GitLab job %s with the verdict, and keeps the report', async (word, failShare) => {
  const service = await referenceService({ failShare });
  const folder = await makeProject();
  await writeFile(join(folder, '.gitlab-ci.yml'), await page('yaml', 'load-test:'));
  const variables = Object.entries({ ...variablesFor(service), ...SHORT, CI_PIPELINE_SOURCE: 'schedule' });
  const git = (...args: string[]) =>
    start('git', args, { cwd: folder, env: { ...toolPath(), HOME: folder } }).ending;
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  await git('init', '-qb', 'main');
  await git('remote', 'add', 'origin', 'https://gitlab.com/o/r.git');
  await git('add', '.gitlab-ci.yml');
  await git(...who, 'commit', '-qm', 'all');
  const program = project('tools/gitlab-ci-local/node_modules/.bin/gitlab-ci-local');
  const args = ['--force-shell-executor', '--shell-isolation=false'];
  const given = variables.flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
  const ended = await startInTest(program, [...args, ...given], {
    cwd: folder,
    env: { ...toolPath(), HOME: folder, NO_COLOR: '1' },
  }).ending;
  expect(ended.output).toContain(`verdict: ${word === 'passes' ? 'PASS' : 'FAIL'}`);
  // Its own exit code is 0 where a job has exit codes that may fail: what it says of the job counts.
  if (word === 'fails') expect(ended.output).toMatch(/load-test finished in .* FAIL 99/);
  else expect(ended.output).not.toContain('FAIL');
  const [run = ''] = await readdir(join(folder, 'reports'));
  expect(run).toMatch(/^gitlab-\d+$/);
});

it('the shell step of the Jenkins pipeline ends with the code of the verdict', async () => {
  const folder = await makeProject();
  const step = /script: '(.*)'\)/.exec(await page('groovy', 'pipeline'))?.[1] ?? '';
  const run = async (failShare: number, BUILD_NUMBER: string) => {
    const service = await referenceService({ failShare });
    const env = { ...toolPath(), ...variablesFor(service), ...SHORT, BUILD_NUMBER };
    return startInTest('/bin/sh', ['-xe', '-c', step], { cwd: folder, env }).ending;
  };
  expect((await run(0, '1')).code).toBe(0);
  expect((await run(0.9, '2')).code).toBe(99);
  expect(await readdir(join(folder, 'reports/jenkins-2'))).toContain('junit.xml');
});
