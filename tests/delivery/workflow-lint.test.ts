import { execFileSync } from 'node:child_process';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { startInTest } from '../harness/child';
import { toolPath } from '../harness/fixture-suites';
import { project } from '../harness/project';
import { tempFolder } from '../harness/temp-folder';

/** Shell scripts of this project. */
async function shellScripts(): Promise<string[]> {
  const folders = ['.ci', 'bench', 'tests', 'tools'];
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(project(folder), { recursive: true })).map((name) => join(folder, name)),
    ),
  );
  const own = files
    .flat()
    .filter((file) => /(\.sh|^\.ci\/\w+)$/.test(file) && !file.includes('node_modules/'));
  expect(own).toEqual(expect.arrayContaining(['.ci/run', 'tests/run.sh', 'tools/kube/up.sh']));
  return own;
}

it('actionlint and shellcheck find nothing in the workflows, nor in any script of the shell', async () => {
  const run = (command: string, args: string[]) =>
    startInTest(command, args, { cwd: project(), env: toolPath() }).ending;
  expect(await run(project('bin/actionlint'), ['-shellcheck=shellcheck'])).toMatchObject({
    output: '',
    code: 0,
  });
  expect(
    await run('shellcheck', ['--external-sources', '--source-path=SCRIPTDIR', ...(await shellScripts())]),
  ).toMatchObject({ output: '', code: 0 });
});

it('actionlint finds a wrong time zone and an output that the action has not', async () => {
  const copy = await tempFolder();
  await cp(project('.github'), join(copy, '.github'), { recursive: true });
  await cp(project('action.yml'), join(copy, 'action.yml'));
  execFileSync('git', ['init', '-q', copy]);
  for (const [file, from, to] of [
    ['weekly.yml', 'America/New_York', 'America/New_Yorck'],
    ['gate.yml', 'gate.outputs.verdict', 'gate.outputs.verdikt'],
  ] as const) {
    const path = join(copy, '.github/workflows', file);
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll(from, to));
  }
  const { code, output } = await startInTest(project('bin/actionlint'), [], { cwd: copy, env: toolPath() })
    .ending;
  expect(output).toContain('America/New_Yorck');
  expect(output).toContain('property "verdikt" is not defined');
  expect(code).toBe(1);
});

it('inputs reach scripts by variables only', async () => {
  const action = parse(await readFile(project('action.yml'), 'utf8'));
  for (const { run = '' } of action.runs.steps) expect(run).not.toContain('${{');
  for (const file of await readdir(project('.github/workflows'))) {
    const { jobs } = parse(await readFile(project('.github/workflows', file), 'utf8'));
    for (const { steps } of Object.values<{ steps: { run?: string }[] }>(jobs))
      for (const { run = '' } of steps) expect(run).not.toContain('${{');
  }
});
