import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bashScript } from './completion/bash';
import { fishScript } from './completion/fish';
import { wordsOf } from './completion/words';
import { zshScript } from './completion/zsh';
import { makeProgram } from './main';

const PROJECT = join(import.meta.dirname, '../../../..');
const WORDS = wordsOf(makeProgram({}));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-completion-'));
  writeFileSync(join(folder, 'bash'), bashScript(WORDS));
  writeFileSync(join(folder, 'zsh'), zshScript(WORDS));
  writeFileSync(join(folder, 'fish'), fishScript(WORDS));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isThere = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

/** For each shell: what it offers for the last word. */
const SHELLS: Readonly<Record<string, (words: readonly string[]) => string[]>> = {
  // bash itself takes the function from `complete -p`, and makes three words of --profile=load.
  bash: (words) => {
    const split = words
      .flatMap((word) => word.split(/(=)/))
      .slice(0, words.at(-1)?.endsWith('=') ? -1 : undefined);
    return lines(
      'bash',
      ['--norc', '-c'],
      [
        `source "$0/bash"; function=$(complete -p loadline); function=\${function##*-F }`,
        `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); \${function% loadline}; printf "%s\\n" "\${COMPREPLY[@]}"`,
      ],
      ['loadline', ...split],
    );
  },
  // Without a line editor there is nothing to show: what _describe and compadd get is printed.
  zsh: (words) =>
    lines(
      'zsh',
      ['-f', '-c'],
      [
        `source "$0/zsh"; words=("$@"); CURRENT=$#; typed=\${words[-1]##*=}`,
        '_files() { }; compset() { }',
        `_describe() { for one in \${(P)@[-1]}; do print -r -- \${one%%:*}; done }`,
        `compadd() { print -rl -- \${(P)2} }`,
        '_loadline | while read -r one; do [[ $one == $typed* ]] && print -r -- $one; done; true',
      ],
      ['loadline', ...words],
    ),
  fish: (words) =>
    lines(
      'fish',
      ['--no-config', '-c'],
      ['source $argv[1]/fish; complete -C "$argv[2]"'],
      [['loadline', ...words].join(' ')],
    ).map((line) => line.split('\t')[0]?.replace(/^--[a-z-]+=/, '') ?? ''),
};

function lines(shell: string, flags: readonly string[], script: readonly string[], words: readonly string[]) {
  const out = execFileSync(shell, [...flags, script.join('\n'), folder, ...words], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  return out.split('\n').filter((line) => line !== '');
}

describe.each(Object.keys(SHELLS))('in %s', (shell) => {
  const offered = (...words: string[]) => SHELLS[shell]?.(words) ?? [];

  it.skipIf(!isThere(shell))('commands, options and the names of the project are offered', () => {
    expect(offered('pl')).toEqual(['plan']);
    expect(offered('k6', '')).toEqual(['install', 'path', 'remove']);
    expect(offered('run', '--spawn')).toEqual(['--spawn-rate']);
    expect(offered('run', '--flat', 'vacancies-st').toSorted()).toEqual([
      'vacancies-step',
      'vacancies-stress',
    ]);
    expect(offered('plan', '--profile', 'sp')).toEqual(['spike']);
    expect(offered('plan', '--profile=sp')).toEqual(['spike']);
    expect(offered('run', '--env', 'loc')).toEqual(['local']);
    expect(offered('help', 'compl')).toEqual(['completion']);
    expect(offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  it.skipIf(!isThere(shell))('nothing is offered that the command does not take', () => {
    expect(offered('list', '--spawn')).toEqual([]);
    expect(offered('run', '--users', 'vac')).toEqual([]);
  });
});

it('every command is completed with every option that its help shows', () => {
  const run = WORDS.find(({ path }) => path === 'run');
  expect(run?.options).toContainEqual(
    expect.objectContaining({ long: '--users', short: '-u', value: 'nothing' }),
  );
  expect(run?.options).toContainEqual(expect.objectContaining({ long: '--html', value: 'file' }));
  const [program] = WORDS;
  expect(program?.commands.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['run', 'serve', 'completion']),
  );
  expect(WORDS.find(({ path }) => path === 'report')?.argument).toBe('file');
});
