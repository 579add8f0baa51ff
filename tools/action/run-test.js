import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { annotations } from './annotations.js';
import { comparison, fenced } from './comparison.js';
import { commandIn, InputError, withoutOwn } from './inputs.js';
import { cutTo, workflowCommand } from './texts.js';

/** Largest summary in bytes: GitHub drops the summary of a step with more than 1,024 kB. */
const LONGEST_SUMMARY = 1_024_000;

/** Number of runs that a baseline keeps: the newest ones. */
const MOST_RUNS = 20;

/** Verdicts by exit code of `loadline run`. */
const VERDICTS = new Map([
  [0, 'pass'],
  [99, 'fail'],
  [3, 'invalid'],
  [105, 'invalid'],
]);

const NO_RESULT =
  'loadline ended with 0, but left no result of the whole test: leave out arguments with which it does something else, such as --debug or --instance';

/** @typedef {import('./annotations.js').Result} Result */

/**
 * Runs the test, and reports the result as outputs, job summary and annotations. It does not fail the job: the last step does
 * that, after artifact and comment.
 * @param {import('./inputs.js').Inputs} inputs
 * @param {NodeJS.ProcessEnv} env
 */
export async function runTest(inputs, env) {
  const { folder, runId, test, repeat } = inputs;
  const command = commandIn(folder);
  if (command === undefined)
    throw new InputError(`loadline is not installed in ${folder}: give the action a version`);
  const ids = repeat === 1 ? [runId] : Array.from({ length: repeat }, (_, index) => `${runId}-${index + 1}`);
  // Folders that exist already contain the results of earlier runs.
  const taken = ids.filter((id) => existsSync(join(folder, 'reports', id)));
  const options = [...(repeat === 1 ? [] : ['--repeat', String(repeat)]), ...inputs.arguments];
  const { code, output } = await runLoadline(
    command,
    ['run', test, '--run-id', runId, ...options],
    folder,
    withoutOwn(env),
  );
  const reports = ids
    .filter((id) => !taken.includes(id))
    .map((id) => join(folder, 'reports', id))
    .filter((path) => existsSync(path));
  const results = reports.filter((path) => existsSync(join(path, 'result.json')));
  // For example with --debug or --help among the arguments.
  const isOther = code === 0 && results.length < ids.length;
  const verdict = isOther ? 'error' : (VERDICTS.get(code) ?? 'error');
  const compared = compareWithBaseline(command, inputs, env, results);

  appendOutputs(env.GITHUB_OUTPUT, {
    verdict,
    'exit-code': String(code),
    'run-id': runId,
    report: repeat === 1 ? join(folder, 'reports', runId) : join(folder, 'reports'),
    'has-report': String(reports.length > 0),
    files: reports.join('\n'),
    'has-baseline': String(keepBaseline(inputs, env, results)),
    failed: String(verdict === 'error' || inputs.failOn.includes(verdict)),
  });
  const summary = [
    ...summaries(results),
    ...(results.length === 0 ? [noRun(test, code, output)] : []),
    ...compared,
  ];
  writeSummary(inputs, env, summary.join('\n\n'));
  for (const report of results) say(annotations(readResult(report), thresholdsFile(inputs, report)));
  if (isOther) say([workflowCommand('error', { title: `loadline: ${test}` }, NO_RESULT)]);
  else if (results.length === 0)
    say([workflowCommand('error', { title: `loadline: ${test}` }, lastLines(output, 10))]);
}

/**
 * Runs loadline to its end. Its output may contain text of the system under test, so GitHub must not read commands from it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number, output: string }>}
 */
async function runLoadline(command, args, cwd, env) {
  const end = `loadline-${randomUUID()}`;
  say([`::stop-commands::${end}`]);
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  // When the job is cancelled, loadline removes the records of the run.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => child.kill(signal));
  let output = '';
  for (const [stream, out] of /** @type {const} */ ([
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]))
    stream.on('data', (chunk) => {
      output += chunk;
      out.write(chunk);
    });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve(exit ?? 1));
  });
  say(['', `::${end}::`]);
  return { code, output };
}

/**
 * @param {string} command
 * @param {import('./inputs.js').Inputs} inputs
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} runs
 */
function compareWithBaseline(command, inputs, env, runs) {
  const { isCompared, baseline, folder, compareArguments: options } = inputs;
  const branch = env.GITHUB_BASE_REF ?? '';
  if (!isCompared || branch === '' || runs.length === 0) return [];
  if (runsIn(baseline).length === 0)
    return [
      `### Against \`${branch}\`\n\nThere is no baseline yet: the action keeps one when it runs on \`${branch}\`.`,
    ];
  return [comparison({ command, folder, env: withoutOwn(env), options, baseline, runs, branch })];
}

/**
 * Adds the runs that passed to the baseline, outside of pull requests.
 * @param {import('./inputs.js').Inputs} inputs
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} runs
 */
function keepBaseline({ isCompared, baseline }, env, runs) {
  if (!isCompared || (env.GITHUB_BASE_REF ?? '') !== '') return false;
  const passed = runs.filter((run) => readResult(run).verdict === 'pass');
  for (const run of passed) {
    const place = join(
      baseline,
      `${new Date().toISOString().replace(/\W/g, '')}-${relative(join(run, '..'), run)}`,
    );
    mkdirSync(place, { recursive: true });
    cpSync(join(run, 'result.json'), join(place, 'result.json'));
  }
  for (const old of runsIn(baseline).slice(0, -MOST_RUNS)) rmSync(join(baseline, old), { recursive: true });
  return passed.length > 0;
}

/** Names of the runs of a baseline, the oldest first. @param {string} folder */
function runsIn(folder) {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** @param {readonly string[]} runs */
function summaries(runs) {
  return runs
    .map((run) => join(run, 'summary.md'))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8').trimEnd());
}

/**
 * Writes the summary of the job, and the same text for the comment.
 * @param {import('./inputs.js').Inputs} inputs
 * @param {NodeJS.ProcessEnv} env
 * @param {string} text
 */
function writeSummary({ folder, runId }, env, text) {
  const note = `The rest is left out, as GitHub takes no more: see summary.md of the run ${runId}.`;
  if (env.GITHUB_STEP_SUMMARY)
    appendFileSync(env.GITHUB_STEP_SUMMARY, cutTo(`${text}\n`, LONGEST_SUMMARY, note));
  mkdirSync(join(folder, 'reports'), { recursive: true });
  writeFileSync(commentFile(folder, runId), text);
}

/** Path of the text for the comment. @param {string} folder @param {string} runId */
export function commentFile(folder, runId) {
  return join(folder, 'reports', `${runId}.comment.md`);
}

/** @param {string} test @param {number} code @param {string} output */
function noRun(test, code, output) {
  return `## ❌ ${test} did not run, exit code ${code}\n\n${fenced(lastLines(output, 100))}`;
}

/** @param {string} text @param {number} most */
function lastLines(text, most) {
  return text.trimEnd().split('\n').slice(-most).join('\n');
}

/** @param {string} folder @returns {Result} */
function readResult(folder) {
  return JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
}

/** @param {import('./inputs.js').Inputs} inputs @param {string} run */
function thresholdsFile({ folder, workspace }, run) {
  const file = join(folder, 'thresholds', `${readResult(run).spec.suite}.json`);
  return existsSync(file) ? { path: relative(workspace, file), text: readFileSync(file, 'utf8') } : undefined;
}

/**
 * Writes the outputs of a step.
 * @param {string | undefined} file
 * @param {Readonly<Record<string, string>>} outputs
 */
export function appendOutputs(file, outputs) {
  if (!file) return;
  for (const [name, value] of Object.entries(outputs)) {
    const end = `end-${randomUUID()}`;
    appendFileSync(file, value.includes('\n') ? `${name}<<${end}\n${value}\n${end}\n` : `${name}=${value}\n`);
  }
}

/** @param {readonly string[]} lines */
function say(lines) {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
