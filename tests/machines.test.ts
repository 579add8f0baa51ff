import { chmod, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'acorn';
import { beforeEach, describe, expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

const LEAST = '20.19';

/** Writes a program that always prints the same text. */
async function program(folder: string, name: string, says: string): Promise<string> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '${says}'\n`);
  await chmod(file, 0o755);
  return file;
}

/** Makes a folder with only the tools that the scripts need. */
async function tools(...names: readonly string[]): Promise<string> {
  const folder = await tempFolder();
  for (const name of ['sh', 'make', 'sed', 'dirname', 'find', 'awk', ...names]) {
    const { output } = await startInTest('/bin/sh', ['-c', `command -v ${name}`], { cwd: folder, env: {} })
      .ending;
    if (output.trim() !== '') await symlink(output.trim(), join(folder, name));
  }
  return folder;
}

const run = (command: string, args: readonly string[], env: Record<string, string>, cwd = project()) =>
  startInTest(command, args, { cwd, env }).ending;

it('package.json, README and the start script of loadline require the same Node', async () => {
  for (const file of ['package.json', 'packages/loadline/package.json']) {
    const { engines } = JSON.parse(await readFile(project(file), 'utf8'));
    expect(engines.node).toBe(`>=${LEAST}`);
  }
  expect(await readFile(project('README.md'), 'utf8')).toContain(`Node ≥ ${LEAST}`);
  expect(await readFile(project('packages/loadline/bin/start'), 'utf8')).toContain(
    `[${LEAST.replace('.', ', ')}]`,
  );
});

describe('make', () => {
  const make = (PATH: string, target = 'build') => run(join(PATH, 'make'), [target, '--dry-run'], { PATH });

  it.each([
    ['v18.20.4', 'Node v18.20.4 on PATH is too old: install Node 20.19 or newer'],
    ['v20.18.3', 'Node v20.18.3 on PATH is too old: install Node 20.19 or newer'],
  ])('prints one line about Node %s', async (version, problem) => {
    const PATH = await tools('npm');
    await program(PATH, 'node', version);
    const { code, output } = await make(PATH);
    expect(output).toMatch(new RegExp(`^[^\\n]*\\*\\*\\* ${problem}\\.  Stop\\.\\n$`));
    expect(code).toBe(2);
  });

  it('without Node prints one line, and still lists its targets', async () => {
    const PATH = await tools('npm');
    const { code, output } = await make(PATH);
    expect(output).toMatch(/^[^\n]*there is no Node on PATH: install Node 20\.19 or newer\. {2}Stop\.\n$/);
    expect(code).toBe(2);
    const help = await run(join(PATH, 'make'), ['help'], { PATH });
    expect(help.output).toContain('make demo');
    expect(help.code).toBe(0);
  });

  it.each(['v20.19.0', 'v22.1.0', 'v100.0.0'])('accepts Node %s', async (version) => {
    const PATH = await tools();
    await program(PATH, 'node', version);
    await program(PATH, 'npm', '10');
    expect((await make(PATH)).output).not.toContain('***');
  });
});

describe('bin/loadline', () => {
  it('can be parsed by every version of Node', async () => {
    const own = 'packages/loadline/bin';
    for (const file of ['bin/loadline', `${own}/loadline`, `${own}/start`]) {
      const text = await readFile(project(file), 'utf8');
      const parsed = () => parse(text, { ecmaVersion: 5, sourceType: 'script', allowHashBang: true });
      expect(parsed, file).not.toThrow();
    }
    for (const folder of ['bin', own])
      expect(JSON.parse(await readFile(project(folder, 'package.json'), 'utf8'))).toEqual({
        type: 'commonjs',
      });
  });

  it.each(['18.20.4', '20.18.3', '8.17.0'])('prints one line about Node %s', async (version) => {
    const fake = join(await tempFolder(), 'fake.cjs');
    const versions = `{ value: { ...process.versions, node: '${version}' } }`;
    await writeFile(
      fake,
      `Object.defineProperty(process, 'versions', ${versions}); Object.defineProperty(process, 'version', { value: 'v${version}' });`,
    );
    const { code, output } = await run(process.execPath, ['-r', fake, project('bin/loadline'), 'list'], {});
    expect(output).toBe(`error: Node v${version} is too old: install Node 20.19 or newer\n`);
    expect(code).toBe(2);
  });
});

describe('k6', () => {
  let home: string;

  /** Makes a project with only the files that make bin/k6. */
  beforeEach(async () => {
    home = join(await tempFolder(), 'project');
    await mkdir(join(home, 'bin'), { recursive: true });
    await mkdir(join(home, 'tools/k6'), { recursive: true });
    for (const file of ['install.sh', 'go.mod'])
      await symlink(project('tools/k6', file), join(home, 'tools/k6', file));
  });

  const install = async (env: Record<string, string>, path = '') =>
    run(
      '/bin/sh',
      ['tools/k6/install.sh'],
      { PATH: `${path}:${await tools('realpath', 'ln', 'head', 'rm')}`, ...env },
      home,
    );
  const linked = () => readlink(join(home, 'bin/k6'));

  it.each([
    ['v2.2.0', 'v2.2.0'],
    ['v2.3.1', 'v2.3.1, tested with v2.2.0'],
    ['v2.17.0-rc1', 'v2.17.0-rc1, tested with v2.2.0'],
  ])('%s is accepted, also by a relative path, and reported once', async (version, said) => {
    const file = await program(home, 'my-k6', `k6 ${version} (go1.25.1, linux/amd64)`);
    const { code, output } = await install({ K6: './my-k6' });
    expect(output).toBe(`bin/k6: linked to ${home}/./my-k6 (${said})\n`);
    expect(code).toBe(0);
    expect(await linked()).toBe(file);
    expect(await install({ K6: './my-k6' })).toMatchObject({ output: '', code: 0 });
    expect(await install({})).toMatchObject({ output: '', code: 0 });
  });

  it.each([
    ['k6 v2.1.9 (go1.25.1)', 'is k6 v2.1.9, not a k6 from 2.2 on, below 3: name one, or unset K6'],
    ['k6 v3.0.0 (go1.25.1)', 'is k6 v3.0.0, not a k6 from 2.2 on, below 3'],
    ['k6 v1.7.0 (go1.25.1)', 'is k6 v1.7.0, not a k6 from 2.2 on, below 3'],
    ['something else', 'is not a k6 from 2.2 on, below 3'],
  ])('%s is refused because of its version', async (says, problem) => {
    await program(home, 'my-k6', says);
    const { code, output } = await install({ K6: './my-k6' });
    expect(output).toBe(`${output.split('\n')[0]}\n`);
    expect(output).toContain(`K6=./my-k6 ${problem}`);
    expect(code).toBe(2);
  });

  it('a path without a file, and a k6 on PATH that is too old, are refused', async () => {
    expect(await install({ K6: './nothing' })).toMatchObject({
      output: 'K6=./nothing: there is no such program\n',
      code: 2,
    });
    const path = dirname(await program(home, 'path/k6', 'k6 v1.7.0 (go1.24)'));
    const { code, output } = await install({}, path);
    expect(output).toContain(`${path}/k6 is k6 v1.7.0, not a k6 from 2.2 on, below 3, and is not used`);
    expect(output).toContain('install Go 1.25 or newer, or name a k6 by K6=');
    expect(code).toBe(2);
  });

  it('the real k6 is accepted', async () => {
    const { code, output } = await install({ K6: project('bin/k6') });
    expect(output).toMatch(/\(v2\.\d+\.\d+(, tested with v2\.2\.0)?\)\n$/);
    expect(code).toBe(0);
    const version = await run(join(home, 'bin/k6'), ['version'], {});
    expect(version.output).toMatch(/^k6 v2\./);
  });
});
