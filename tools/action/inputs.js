import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Prefix of the action's own variables. Tests do not get these variables. */
const PREFIX = 'LOADLINE_ACTION_';

/**
 * The inputs of the action. Its steps pass them in variables, never inside a script.
 * @typedef {ReturnType<typeof readInputs>} Inputs
 */

/** One or more inputs are wrong. */
export class InputError extends Error {}

/**
 * @param {NodeJS.ProcessEnv} env
 * @throws {InputError} with all problems
 */
export function readInputs(env) {
  const given = (/** @type {string} */ name) => (env[`${PREFIX}${name}`] ?? '').trim();
  /** @type {string[]} */
  const problems = [];
  const check = (/** @type {boolean} */ isRight, /** @type {string} */ problem) => {
    if (!isRight) problems.push(problem);
  };
  const test = given('TEST');
  check(/^[\w.-]+$/.test(test), `test is "${test}": write the name of a test of plans/registry.yml`);
  const repeat = given('REPEAT') || '1';
  check(/^[1-9]\d?$/.test(repeat), `repeat is "${repeat}": write a whole number from 1 to 99`);
  const failOn = words(given('FAIL_ON') || 'fail,invalid');
  check(
    failOn.length > 0 &&
      failOn.every((word) => ['fail', 'invalid', 'never'].includes(word)) &&
      (!failOn.includes('never') || failOn.length === 1),
    `fail-on is "${failOn.join(',')}": write fail, invalid, both with a comma between them, or never`,
  );
  for (const name of ['ARTIFACT', 'COMMENT', 'BASELINE'])
    check(
      ['', 'true', 'false'].includes(given(name)),
      `${name.toLowerCase()} is "${given(name)}": write true or false`,
    );
  const runId = given('RUN_ID') || `${test}-${env.GITHUB_RUN_ID ?? 'local'}-${env.GITHUB_RUN_ATTEMPT ?? '1'}`;
  check(/^\w[\w.-]{0,99}$/.test(runId), `run-id is "${runId}": write letters, digits, dots and dashes`);
  if (problems.length > 0) throw new InputError(problems.join('\n'));
  const workspace = env.GITHUB_WORKSPACE ?? process.cwd();
  return {
    test,
    runId,
    repeat: Number(repeat),
    failOn,
    version: given('VERSION'),
    arguments: lines(given('ARGUMENTS')),
    compareArguments: lines(given('COMPARE_ARGUMENTS')),
    isCommenting: given('COMMENT') === 'true',
    isCompared: given('BASELINE') === 'true',
    workspace,
    folder: resolve(workspace, given('WORKING_DIRECTORY') || '.'),
    /** Folder of the baseline: runs that were downloaded, and runs to keep. */
    baseline: join(env.RUNNER_TEMP ?? '/tmp', `loadline-baseline-${test}`),
  };
}

/**
 * Path of the command that starts loadline in a project: installed by npm, or in this repository.
 * @param {string} folder
 * @returns {string | undefined} undefined when it is not installed
 */
export function commandIn(folder) {
  return ['node_modules/.bin/loadline', 'bin/loadline']
    .map((path) => join(folder, path))
    .find((path) => existsSync(path));
}

/**
 * The environment without the variables of the action: a process that it starts must not see its token.
 * @param {NodeJS.ProcessEnv} env
 */
export function withoutOwn(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(PREFIX)));
}

/** @param {string} text */
function lines(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** @param {string} text */
function words(text) {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
