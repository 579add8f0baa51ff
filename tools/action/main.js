// The steps of action.yml: `node main.js prepare | baseline | run | comment`. Inputs come from variables LOADLINE_ACTION_….
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findArtifact, LONGEST_COMMENT, putComment } from './github.js';
import { InputError, readInputs } from './inputs.js';
import { prepare } from './prepare.js';
import { appendOutputs, commentFile, runTest } from './run-test.js';
import { cutTo, workflowCommand } from './texts.js';

/** @typedef {import('./inputs.js').Inputs} Inputs */

const { env } = process;

/** @type {Record<string, (inputs: Inputs) => Promise<void>>} */
const steps = {
  prepare: (inputs) => prepare(inputs, env, join(import.meta.dirname, '../..')),
  baseline: findBaseline,
  run: (inputs) => runTest(inputs, env),
  comment: writeComment,
};

const name = process.argv[2] ?? '';
try {
  const step = steps[name];
  if (!step) throw new InputError(`write one of ${Object.keys(steps).join(', ')}`);
  await step(readInputs(env));
} catch (error) {
  // The other steps read these outputs, so they are written for every error.
  if (name === 'prepare' || name === 'run')
    appendOutputs(env.GITHUB_OUTPUT, { verdict: 'error', 'exit-code': '2', failed: 'true' });
  const isOfUser = error instanceof InputError;
  if (!isOfUser) console.error(error);
  for (const line of isOfUser ? error.message.split('\n') : [String(error)])
    console.log(workflowCommand('error', { title: 'loadline' }, line));
  process.exitCode = 2;
}

/** Finds the run with the baseline: of the base branch of a pull request, otherwise of the branch itself. */
/** @param {Inputs} inputs */
async function findBaseline({ test, isCompared }) {
  const branch = env.GITHUB_BASE_REF || env.GITHUB_REF_NAME;
  if (!isCompared || !branch) return;
  await orWarn('there is no comparison with a baseline', async () => {
    const id = await findArtifact(access(), `loadline-baseline-${test}`, branch);
    if (id !== undefined) appendOutputs(env.GITHUB_OUTPUT, { 'run-id': String(id) });
  });
}

/** Writes the comment of the test on the pull request. */
/** @param {Inputs} inputs */
async function writeComment({ folder, runId, test, isCommenting }) {
  if (!isCommenting) return;
  await orWarn('the comment could not be written', async () => {
    const number = pullRequest();
    if (number === undefined) return;
    const marker = `<!-- loadline:${test} -->`;
    const text = `${marker}\n${readFileSync(commentFile(folder, runId), 'utf8')}\n`;
    const note = 'The rest is left out, as GitHub takes no more: see the artifact of the run.';
    const done = await putComment(access(), number, marker, cutTo(text, LONGEST_COMMENT, note));
    console.log(`the comment on pull request ${number} was ${done}`);
  });
}

/**
 * Turns an error into a warning: additions to the verdict never change it.
 * @param {string} what
 * @param {() => Promise<void>} work
 */
async function orWarn(what, work) {
  try {
    await work();
  } catch (error) {
    // The message is only `fetch failed`. The reason is in the cause.
    const texts = error instanceof Error ? [error.message, causeOf(error)] : [String(error)];
    const why = texts.filter((text) => text !== '').join(', ');
    console.log(workflowCommand('warning', { title: 'loadline' }, `${what}: ${why}`));
  }
}

/** @param {Error} error */
function causeOf({ cause }) {
  return cause instanceof Error ? cause.message : '';
}

function access() {
  return {
    api: env.GITHUB_API_URL ?? 'https://api.github.com',
    repository: env.GITHUB_REPOSITORY ?? '',
    token: env.LOADLINE_ACTION_TOKEN ?? '',
  };
}

/** @returns {number | undefined} */
function pullRequest() {
  if (!env.GITHUB_EVENT_PATH) return undefined;
  return JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')).pull_request?.number;
}
