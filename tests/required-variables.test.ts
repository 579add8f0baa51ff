import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { startInTest } from './harness/child';
import { makeFixtureHome } from './harness/fixture-home';
import { tempFolder } from './harness/temp-folder';

it('an address without a default comes from the environment of the test or the shell; a build and other suites need none', async () => {
  const [home, cwd] = [await tempFolder(), await tempFolder()];
  await makeFixtureHome(home, ['aborting', 'slugs']);
  const path = join(home, 'plans/environments/local.yml');
  const local = parse(await readFile(path, 'utf8'));
  local.suites.slugs = { address: '127.0.0.1:8001' };
  await writeFile(path, JSON.stringify(local));
  const loadline = (args: readonly string[], variables: Record<string, string> = {}) => {
    const account = { USER_1_EMAIL: 'a@example.com', USER_1_PASSWORD: 'hush-hush' };
    const env = { HOME: cwd, NO_COLOR: '1', ...account, ...variables };
    return startInTest(process.execPath, [join(home, 'bin/loadline'), ...args], { cwd: home, env }).ending;
  };
  const ofEnvironment = await loadline(['plan', 'slugs']);
  expect(ofEnvironment.code, ofEnvironment.output).toBe(0);
  expect(ofEnvironment.output).toContain('http://127.0.0.1:8001');
  const ofOption = await loadline(['plan', 'slugs', '--host', 'http://127.0.0.1:8002']);
  expect(ofOption.code, ofOption.output).toBe(0);
  expect(ofOption.output).toContain('http://127.0.0.1:8002');
  for (const args of [['check'], ['plan', 'aborting']]) {
    const { code, output } = await loadline(args);
    expect(code, output).toBe(0);
  }
});
