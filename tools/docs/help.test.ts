import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { EXIT_CODES, exitCodesOf, exitCodesText } from '../../packages/loadline/src/cli/exit-codes';
import { HELP_TEXTS, type HelpText, OPTION_GROUPS } from '../../packages/loadline/src/cli/help-texts';
import { makeProgram } from '../../packages/loadline/src/cli/main';
import services from '../../services/src/index';
import { helpOf, withBelow } from './cli-page';

const TEXTS: Readonly<Record<string, HelpText>> = {
  ...HELP_TEXTS,
  ...Object.fromEntries(
    Object.entries(services).map(([name, { examples }]) => [`serve ${name}`, { examples }]),
  ),
};
const COMMANDS = withBelow(makeProgram(services).commands).map(
  ({ path, command }) => [path.join(' '), command] as const,
);
const find = (name: string): Command => {
  const found = COMMANDS.find(([path]) => path === name)?.[1];
  if (!found) throw new Error(`there is no command ${name}`);
  return found;
};
const flagsOf = (command: Command) => ['--help', ...command.options.map(({ long }) => long)];

it.each(COMMANDS)('%s: purpose, two examples, exit codes', (name, command) => {
  const help = helpOf(command);
  expect(command.description()).toMatch(/^[a-z][^.]{9,}/);
  expect(TEXTS[name]?.examples.length).toBeGreaterThanOrEqual(2);
  const codes = Object.keys(exitCodesOf(name)).map(Number);
  expect(codes).toEqual(expect.arrayContaining([0, 2]));
  expect(EXIT_CODES.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
  for (const [line, does] of TEXTS[name]?.examples ?? []) expect(help).toContain(`  # ${does}\n  ${line}\n`);
  for (const [code, meaning] of Object.entries(exitCodesOf(name)))
    expect(help).toMatch(new RegExp(`^ +${code} +${meaning.slice(0, 10)}`, 'm'));
  expect(help).not.toContain('(default: false)');
});

it('there is no text for a command that is gone, and no group of an option that is gone', () => {
  expect(Object.keys(TEXTS).filter((name) => !COMMANDS.some(([path]) => path === name))).toEqual([]);
  const names = new Set(COMMANDS.flatMap(([, command]) => command.options.map((option) => option.name())));
  const announced = ['proxy', 'report-mode'];
  const grouped = Object.values(OPTION_GROUPS).flat();
  expect(grouped.filter((name) => !names.has(name) && !announced.includes(name))).toEqual([]);
});

it('every example is a command line that commander takes: its command and its options are there', () => {
  const lines = Object.values(TEXTS).flatMap(({ examples }) => examples.map(([line]) => line));
  for (const line of lines) {
    const [, words = ''] = /(?:^|\w )loadline (.*?)(?: (?:&&|\|).*)?$/.exec(line) ?? [];
    const [first = '', second = ''] = words.split(' ');
    const below = COMMANDS.find(([path]) => path === `${first} ${second}`)?.[1];
    const command = below ?? find(first);
    const used = words.match(/--[a-z][a-z-]+/g) ?? [];
    expect(flagsOf(command), line).toEqual(expect.arrayContaining(used));
  }
});

it('options of run stand in groups', () => {
  const help = helpOf(find('run'));
  const headings = [...help.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(
    expect.arrayContaining(['The load', 'What runs, and where', 'How it runs', 'Reports']),
  );
  expect(help).toMatch(/^The load:\n {2}-u, --users /m);
});

it('the table of exit codes has every code of the command line', () => {
  for (const { code } of EXIT_CODES) expect(exitCodesText()).toMatch(new RegExp(`^ +${code} +\\w+`, 'm'));
});
