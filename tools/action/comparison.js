import { spawnSync } from 'node:child_process';

/**
 * The fields of `loadline compare --json` that are shown.
 * @typedef {{ runs: { base: number, candidate: number }, runsNeeded?: number, rows: { id: string, verdict: string }[] }} Compared
 */

/**
 * The comparison of runs with a baseline, as Markdown.
 * @param {{ command: string, folder: string, env: NodeJS.ProcessEnv, options: readonly string[],
 *   baseline: string, runs: readonly string[], branch: string }} what
 */
export function comparison({ command, folder, env, options, baseline, runs, branch }) {
  const compare = (/** @type {readonly string[]} */ more) =>
    spawnSync(command, ['compare', ...options, ...more, baseline, '--', ...runs], {
      cwd: folder,
      env,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
  const asJson = compare(['--json']);
  const title = `### Against \`${branch.replaceAll('`', "'")}\``;
  if (asJson.status !== 0) return [title, 'The runs cannot be compared:', fenced(asJson.stderr)].join('\n\n');
  return [title, decision(JSON.parse(asJson.stdout)), folded(compare([]).stdout)].join('\n\n');
}

/**
 * The result of a comparison in one sentence.
 * @param {Compared} compared
 */
export function decision({ runs, runsNeeded, rows }) {
  const of = `${count(runs.base, 'run')} of the baseline, ${count(runs.candidate, 'run')} here`;
  if (runsNeeded !== undefined)
    return `**Too few runs to decide**: ${of}; a difference can only be told with at least ${runsNeeded} runs on each side (\`repeat\`).`;
  const ids = (/** @type {string} */ verdict) =>
    rows.filter((row) => row.verdict === verdict).map(({ id }) => `\`${id.replaceAll('`', "'")}\``);
  const [worse, better, open] = [ids('worse'), ids('better'), ids('inconclusive')];
  const parts = [
    ...(worse.length > 0 ? [`**worse**: ${worse.join(', ')}`] : []),
    ...(better.length > 0 ? [`better: ${better.join(', ')}`] : []),
    ...(open.length > 0 ? [`not decided: ${open.join(', ')}`] : []),
  ];
  return `${parts.length === 0 ? 'No significant change' : parts.join('; ')} (${of}).`;
}

/** @param {number} n @param {string} word */
function count(n, word) {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

/** @param {string} text */
function folded(text) {
  return `<details><summary>All rows</summary>\n\n${fenced(text)}\n\n</details>`;
}

/** A code block whose fence is longer than any in the text. @param {string} text */
export function fenced(text) {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}`;
}
