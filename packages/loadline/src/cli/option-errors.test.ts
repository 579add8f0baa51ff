import type { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import type { ReferenceServices } from '../run/reference-service';
import { makeProgram } from './main';

const SERVICES = {
  things: {
    description: 'things',
    options: [
      { kind: 'value', flags: '--port <n>', what: 'port', group: 'g', fallback: '0', read: () => ({}) },
    ],
    examples: [],
    demo: { users: '1', duration: '1s' },
  },
} as unknown as ReferenceServices;

/** All commands and their subcommands. */
function commandsOf({ commands }: Command): Command[] {
  return commands.flatMap((command) => [command, ...commandsOf(command)]);
}

function pathOf(command: Command): string {
  return command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** Every option with a value that can be given once, of every command. */
const ONCE = commandsOf(makeProgram(SERVICES)).flatMap((command) =>
  command.options.flatMap(({ long, required, optional, defaultValue }): [string, string][] =>
    long && (required || optional) && !Array.isArray(defaultValue) ? [[pathOf(command), long]] : [],
  ),
);

/** Output of a command about its options, before it does anything. */
function saidTo(path: string, option: string, times: number): { error: string; said: string } {
  const program = makeProgram(SERVICES);
  const command = commandsOf(program).find((one) => pathOf(one) === path);
  if (!command) throw new Error(`no command ${path}`);
  let [error, said] = ['', ''];
  command.configureOutput({
    writeErr: (text) => {
      said += text;
    },
  });
  command.action(() => {});
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  const places = command.registeredArguments.map(() => 'x');
  const given = Array.from({ length: times }, () => [option, '1']).flat();
  try {
    program.parse([...path.split(' '), ...places, ...given], { from: 'user' });
  } catch (thrown) {
    error = (thrown as Error).message;
  } finally {
    exit.mockRestore();
  }
  return { error, said };
}

describe('an option that takes one value', () => {
  it('is found in every command that has one', () => {
    const commands = new Set(ONCE.map(([command]) => command));
    expect([...commands]).toEqual(
      expect.arrayContaining(['run', 'plan', 'report', 'compare', 'setup', 'sweep', 'demo', 'serve things']),
    );
  });

  it.each(ONCE)('%s %s is refused when given twice, but not when given once', (command, option) => {
    expect(saidTo(command, option, 2)).toEqual({
      error: 'exit 2',
      said: expect.stringContaining(`${option}: is given more than once: write it once`),
    });
    expect(saidTo(command, option, 1)).toEqual({ error: '', said: '' });
  });
});

it('an option that may be repeated is not refused', () => {
  expect(saidTo('run', '--set', 2)).toEqual({ error: '', said: '' });
});

it('a command that needs the name of another one says which there are', () => {
  const program = makeProgram(SERVICES);
  let said = '';
  const command = program.commands.find((one) => one.name() === 'thresholds');
  command?.configureOutput({
    writeErr: (text) => {
      said += text;
    },
  });
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  try {
    expect(() => program.parse(['thresholds'], { from: 'user' })).toThrow('exit 2');
  } finally {
    exit.mockRestore();
  }
  expect(said).toMatch(
    /\nerror: thresholds names no command: write loadline thresholds suggest \[argument-missing\]\n$/,
  );
});
