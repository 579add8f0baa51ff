import type { Command, Option } from 'commander';

/** What a shell can offer for a word: names that it reads from the project's files, files, or nothing. */
export type Kind = 'test' | 'profile' | 'environment' | 'suite' | 'shell' | 'file' | 'nothing';

/** An option, as it is completed. */
export interface OptionWords {
  readonly long: string;
  readonly short?: string;
  readonly description: string;
  /** Kind of its value. Absent: it has none. */
  readonly value?: Kind;
}

/** A command, as it is completed. */
export interface CommandWords {
  /** Names of the commands above it and its own, such as `k6 install`. Empty for the program itself. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** Names and descriptions of the commands below it; for `help`, of the commands that it takes. */
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  /** Kind of its first argument. */
  readonly argument: Kind;
}

/** Kinds of the values of options, by the placeholder in their flags. */
const OF_OPTIONS: Readonly<Record<string, Kind>> = {
  '--profile': 'profile',
  '--env': 'environment',
};

/** Placeholders that stand for a path. */
const PATHS = /<(file|folder|prefix)\b|\bfolder\b|\bfile\b/;

/** Commands whose first argument is a test, or a suite. That of any other one is a path or nothing. */
const OF_TESTS = [
  'run',
  'plan',
  'cloud',
  'prove',
  'capacity',
  'setup',
  'sweep',
  'manifest k8s',
  'thresholds suggest',
];
const OF_SUITES = ['demo', 'serve', 'archive', 'build'];
const OF_PATHS = ['report', 'compare'];

/** The words of a program and of all its commands, the program first. */
export function wordsOf(program: Command, above: readonly string[] = []): CommandWords[] {
  const path = above.join(' ');
  const shown = (path === 'help' && program.parent) || program;
  const commands = shown.commands.filter((command) => !isHidden(command));
  const own: CommandWords = {
    path,
    description: program.description(),
    options: [
      ...program.options.filter(({ hidden }) => !hidden).map(optionWords),
      { long: '--help', short: '-h', description: 'display help for command' },
    ],
    commands: commands.map((command) => ({ name: command.name(), description: command.description() })),
    argument: argumentOf(path, program),
  };
  if (shown !== program) return [own];
  return [own, ...commands.flatMap((command) => wordsOf(command, [...above, command.name()]))];
}

function isHidden(command: Command): boolean {
  return (command as Command & { readonly _hidden?: boolean })._hidden === true;
}

function optionWords({ long, short, description, flags, required, optional }: Option): OptionWords {
  const name = long ?? flags;
  const kind = OF_OPTIONS[name] ?? (PATHS.test(flags) ? 'file' : 'nothing');
  return {
    long: name,
    ...(short !== undefined && { short }),
    description,
    ...((required || optional) && { value: kind }),
  };
}

function argumentOf(path: string, command: Command): Kind {
  if (OF_TESTS.includes(path)) return 'test';
  if (OF_SUITES.includes(path)) return 'suite';
  if (OF_PATHS.includes(path)) return 'file';
  if (path === 'completion') return 'shell';
  return command.registeredArguments.some((argument) => PATHS.test(argument.name())) ? 'file' : 'nothing';
}

/** Command of a shell that prints the names of a kind, one a line. They are read from the project in the current folder. */
export const NAMES: Readonly<Partial<Record<Kind, string>>> = {
  test: `sed -n '/^tests:/,/^[^ #]/s/^  \\([A-Za-z0-9_.-]*\\):.*/\\1/p' plans/registry.yml 2>/dev/null`,
  profile: `ls plans/profiles 2>/dev/null | sed -n 's/\\.ya\\{0,1\\}ml$//p'`,
  environment: `ls plans/environments 2>/dev/null | sed -n 's/\\.ya\\{0,1\\}ml$//p'`,
  suite: `ls dist 2>/dev/null | sed -n '/\\.control\\.js$/d;s/\\.js$//p'`,
  shell: 'echo bash; echo zsh; echo fish',
};
