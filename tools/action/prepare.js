import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { commandIn, InputError, withoutOwn } from './inputs.js';

/**
 * Prepares a run: installs the package, gets k6, and builds the bundles. Existing parts stay as they are.
 * @param {import('./inputs.js').Inputs} inputs
 * @param {NodeJS.ProcessEnv} env
 * @param {string} action folder of the action's repository
 */
export async function prepare(inputs, env, action) {
  const { folder, version } = inputs;
  const run = (/** @type {string} */ command, /** @type {string[]} */ args, more = {}) => {
    const { status, error } = spawnSync(command, args, {
      cwd: folder,
      env: { ...withoutOwn(env), ...more },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0)
      throw new InputError(`${[command, ...args].join(' ')} ended with ${status ?? error?.message}`);
  };
  const has = (/** @type {string} */ path) => existsSync(join(folder, path));
  if (has('package-lock.json') && !has('node_modules')) run('npm', ['ci', '--no-audit', '--no-fund']);
  if (version !== '') {
    const tarball = await tarballOf(version, inputs, env);
    run('npm', [
      'install',
      '--no-save',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      tarball,
    ]);
  }
  const command = commandIn(folder);
  if (command === undefined)
    throw new InputError(
      `loadline is not installed in ${folder}: install the package there, or give the action a version`,
    );
  if (!env.K6 && !has('bin/k6') && spawnSync('k6', ['version'], { env }).status !== 0) {
    run(join(action, 'tools/k6/install.sh'), []);
    mkdirSync(join(folder, 'bin'), { recursive: true });
    if (resolve(action) !== resolve(folder))
      run('ln', ['-s', join(action, 'bin/k6'), join(folder, 'bin/k6')]);
  }
  if (!has('dist')) run(command, ['build']);
}

const VERSION = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/**
 * The package to install: a tarball in the repository, or one of a release of the action's own repository. It is never
 * installed from npm by name, as anybody may own that name.
 * @param {string} version
 * @param {import('./inputs.js').Inputs} inputs
 * @param {NodeJS.ProcessEnv} env
 */
async function tarballOf(version, { folder }, env) {
  if (version.endsWith('.tgz')) {
    const path = resolve(folder, version);
    if (existsSync(path)) return path;
    throw new InputError(`version is "${version}": there is no such file in ${folder}`);
  }
  if (!VERSION.test(version))
    throw new InputError(`version is "${version}": write one such as 0.2.0, or the path of a package's .tgz`);
  const { GITHUB_SERVER_URL = 'https://github.com', LOADLINE_ACTION_REPOSITORY: repository } = env;
  const url = `${GITHUB_SERVER_URL}/${repository}/releases/download/v${version}/loadline-${version}.tgz`;
  const response = await fetch(url, { signal: AbortSignal.timeout(120_000) }).catch((error) => {
    throw new InputError(`${url} cannot be fetched: ${error.cause?.message ?? error.message}`);
  });
  if (!response.ok)
    throw new InputError(`${url} was answered with ${response.status}: is there a release v${version}?`);
  const file = join(env.RUNNER_TEMP ?? '/tmp', basename(url));
  writeFileSync(file, Buffer.from(await response.arrayBuffer()));
  return file;
}
