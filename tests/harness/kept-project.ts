import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Ending, start, startInTest } from './child';
import { toolPath } from './fixture-suites';
import { project } from './project';
import { tempFolder } from './temp-folder';

/** A project outside of this repository, with the packed package. */
export interface KeptProject {
  readonly cwd: string;
  /** Runs a program that npm has installed into the project. */
  program(
    name: string,
    args: readonly string[],
    variables?: Readonly<Record<string, string>>,
  ): Promise<Ending>;
}

/** Copies a project of `tests/fixtures` to an empty folder, and installs this version of the package, and buf. */
export async function keptProject(fixture: string): Promise<KeptProject> {
  const cwd = await tempFolder();
  await cp(project('tests/fixtures', fixture), cwd, { recursive: true });
  const made = await start('make', ['package'], { cwd: project(), env: toolPath() }).ending;
  expect(made.code, made.output).toBe(0);
  const { version, peerDependencies } = JSON.parse(
    await readFile(project('packages/loadline/package.json'), 'utf8'),
  );
  const buf = `@bufbuild/buf@${peerDependencies['@bufbuild/buf']}`;
  const packages = [project('.make', `loadline-${version}.tgz`), buf];
  const quickly = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  const npm = await startInTest('npm', ['install', ...quickly, ...packages], { cwd, env: toolPath() }).ending;
  expect(npm.code, npm.output).toBe(0);
  const env = { ...toolPath(), K6: project('bin/k6') };
  return {
    cwd,
    program: (name, args, variables) =>
      startInTest(join(cwd, 'node_modules/.bin', name), args, { cwd, env: { ...env, ...variables } }).ending,
  };
}
