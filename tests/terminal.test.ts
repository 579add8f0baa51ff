import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Result } from '../packages/loadline/src/core/verdict/result';
import { startInTest } from './harness/child';
import { loadline, resultIn } from './harness/loadline';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const RUN = ['run', 'vacancies-smoke', '--users', '20', '--duration', '3s', '--run-id', 'one'];
const ESCAPE = '\u001b';
const COLOUR = `${ESCAPE}[1m${ESCAPE}[`;

/** Runs loadline on a pseudo terminal of util-linux. @returns what it wrote, escape sequences included */
async function onTerminal(columns: number, cwd: string, variables: Readonly<Record<string, string>>) {
  const command = `stty cols ${columns} rows 50; exec "${process.execPath}" "${project('bin', 'loadline')}" ${RUN.join(' ')}`;
  const env = { HOME: cwd, PATH: process.env.PATH ?? '', TERM: 'xterm-256color', ...variables };
  const { code, stdout } = await startInTest('script', ['-qec', command, '/dev/null'], { cwd, env }).ending;
  return { code, text: stdout.replaceAll('\r\n', '\n') };
}

/** Blocks that a terminal shows one after the other, without the sequences that redraw them. */
function blocksOf(text: string): string[] {
  return text.split(new RegExp(`${ESCAPE}\\[\\d+A\\r${ESCAPE}\\[J`)).map(plain);
}

function plain(text: string): string {
  return text.replaceAll(new RegExp(`${ESCAPE}\\[[\\d;]*[A-Za-z]`, 'g'), '');
}

/** The shape of a text without figures. Tables are left out: which columns fit depends on how long their figures are. */
function shapeOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !/^[ ~]|p99/.test(line))
    .map((line) => line.replaceAll(/~?\b\d[\d.:]*/g, '0').replaceAll(/ {2,}/g, ' '))
    .map((line) => line.replace(/\/\S*\/reports/, '/…/reports').replace(/\/\S*\/bin\//, 'bin/'));
}

/** The shape of the end of a run, at any width. @param options further ones of the run */
function endOf(options: string) {
  return [
    '✔ verdict: PASS, 0 of 0 not judged: too few samples',
    'loadline 0 · vacancies · run one · 0',
    'profile smoke · 0 users · 0 s of load · times in ms',
    expect.stringMatching(/^0 users set how often iterations start; 0 virtual users of/),
    'calls',
    'journeys',
    'set-up',
    'clean-up',
    expect.stringMatching(/^sessions renewed 0 · retries 0 · script errors 0 · records/),
    'report file:/…/reports/one/report.html',
    'files /…/reports/one',
    expect.stringMatching(
      new RegExp(`^again (\\S+=\\S+ )*bin/loadline run vacancies-smoke --users 0 --duration 0s${options}$`),
    ),
    "compare bin/loadline compare 'reports/<an earlier run>' -- reports/one",
  ];
}

describe('on a terminal', () => {
  it.each([
    [60, {}],
    [80, { NO_COLOR: '1' }],
    [120, {}],
  ])('of %i columns with %j one block is redrawn, and the end fits into it', async (columns, variables) => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const { code, text } = await onTerminal(columns, cwd, { ...variablesFor(service), ...variables });
    expect(code, text).toBe(0);
    const blocks = blocksOf(text);
    const end = blocks.at(-1) ?? '';
    for (const line of blocks
      .join('\n')
      .split('\n')
      .filter((one) => !/^(files|report|again|compare) /.test(one)))
      expect(line.length, line).toBeLessThanOrEqual(columns);
    const labels = blocks.flatMap((block) => block.match(/^ (set-up|load|clean-up|judging) /gm) ?? []);
    expect([...new Set(labels)].slice(-2)).toEqual([' clean-up ', ' judging ']);
    expect(labels).toContain(' load ');
    expect(
      blocks
        .findLast((block) => block.startsWith(' load '))
        ?.split('\n')
        .map((line) => line.slice(1, 13).trim()),
    ).toEqual(['load', 'iterations', 'calls', 'p95', 'thresholds', '']);
    expect(text.includes(COLOUR)).toBe(!('NO_COLOR' in variables));
    expect(text).not.toMatch(/✗|✖/);
    expect(end.indexOf('verdict: PASS')).toBeLessThan(end.indexOf('all calls'));
    expect(shapeOf(end)).toEqual(endOf(''));
    const { aggregate } = await resultIn(cwd, 'one');
    const count = aggregate.calls.reduce((sum, call) => sum + (call.phase === 'load' ? call.count : 0), 0);
    expect(end).toMatch(new RegExp(`^ {2}all calls +${count} `, 'm'));
    // What k6 says is in its log only.
    expect(text).not.toContain('settings: ');
    expect(await readFile(join(cwd, 'reports/one/k6-1.log'), 'utf8')).toContain('settings: ');
  });
});

describe('on a pipe', () => {
  it('a run has few lines before its end, and no cross when it passes; --verbose shows what k6 says', async () => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const end = await loadline(cwd, [...RUN, '--verbose'], variablesFor(service));
    expect(end.code, end.output).toBe(0);
    expect(end.stdout).not.toContain(ESCAPE);
    expect(end.output).not.toMatch(/✗|✖/);
    const [before = '', after = ''] = end.stdout.split('\n✔ ');
    expect(before.split('\n').filter(Boolean).length).toBeLessThanOrEqual(12);
    expect(before).toMatch(/^\d\d:\d\d:\d\d set-up done in \d+ s: \d+ of \d+ sessions$/m);
    expect(shapeOf(`✔ ${after}`)).toEqual(endOf(' --verbose'));
    expect(end.stderr).toContain('settings: ');
    expect(after).toMatch(/^report +file:\/\/\S+\/reports\/one\/report\.html$/m);
    expect(after).toMatch(/^again .*\S+ run vacancies-smoke --users 20 --duration 3s --verbose$/m);
  });

  it('with --json, standard output is the result of all instances, and all else is elsewhere', async () => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const end = await loadline(cwd, [...RUN, '--instances', '2', '--json'], variablesFor(service));
    expect(end.code, end.output).toBe(0);
    const result: Result = JSON.parse(end.stdout);
    expect(result).toEqual(await resultIn(cwd, 'one'));
    expect(end.stdout.trim().split('\n')).toHaveLength(1);
    expect(end.stderr).toContain('verdict: PASS');
    expect(end.stderr).toContain('load done: ');
    const again = await loadline(cwd, ['report', 'reports/one', '--json', '--quiet'], {});
    expect(JSON.parse(again.stdout)).toMatchObject({ verdict: 'pass' });
    expect(again.stderr).not.toContain('all calls');
    expect(again.stderr).toMatch(/verdict: PASS[\s\S]*^report +file:/m);
  });

  it('under GITHUB_ACTIONS the first reasons are annotations, and the tables a group', async () => {
    const service = await referenceService({ failShare: 0.5 });
    const cwd = await tempFolder();
    const variables = { ...variablesFor(service), GITHUB_ACTIONS: 'true' };
    const end = await loadline(cwd, RUN, variables);
    expect(end.code, end.output).toBe(99);
    const commands = end.stdout.split('\n').filter((line) => line.startsWith('::'));
    const errors = commands.filter((line) => line.startsWith('::error title=vacancies-smoke::'));
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThanOrEqual(5);
    expect(errors.join('\n')).toMatch(/: failed [\d.]+%25, allowed ≤ 1%25/);
    expect(commands.slice(errors.length)).toEqual(['::group::tables', '::endgroup::']);
    const [, tables = ''] = end.stdout.split('::group::tables\n');
    expect(tables.split('::endgroup::')[0]).toContain('all calls');
    expect(end.stdout.split('::group::')[0]).toContain('✖ verdict: FAIL');
    // A line of progress claims nothing that the verdict contradicts.
    expect(end.stdout).not.toMatch(/thresholds? holds?/);
  });
});
