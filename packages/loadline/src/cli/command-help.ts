import { type Command, Help, type Option } from 'commander';
import { indented, table } from '../core/text/layout';
import { exitCodesOf } from './exit-codes';
import { HELP_TEXTS, type HelpText, OPTION_GROUPS } from './help-texts';

/**
 * Adds help to a command and its subcommands: options in groups, exit codes, examples.
 * @param path names of the parent commands
 */
export function addHelp(command: Command, path: readonly string[] = []): void {
  const full = [...path, command.name()].join(' ');
  const text = HELP_TEXTS[full];
  for (const option of command.options) option.helpGroupHeading ??= groupOf(option);
  command.configureHelp({ optionDescription });
  if (text) addExamples(command, full, text);
  for (const below of command.commands) addHelp(below, [...path, command.name()]);
}

/** Adds examples and exit codes below the options. @param path names of the parent commands and of the command */
export function addExamples(command: Command, path: string, text: HelpText): void {
  const codes = Object.entries(exitCodesOf(path)).map(([code, meaning]) => [code, meaning]);
  const examples = text.examples.flatMap(([line, does]) => [`  # ${does}`, `  ${line}`]);
  command.addHelpText(
    'after',
    [
      '',
      'Examples:',
      ...examples,
      '',
      'Exit codes (see also loadline help exit-codes):',
      indented(table(codes).join('\n')),
    ].join('\n'),
  );
}

function groupOf(option: Option): string {
  const name = option.name();
  const isComparison = name.startsWith('ignore-');
  const group = Object.entries(OPTION_GROUPS).find(([, names]) => names.includes(name))?.[0];
  return `${isComparison ? 'Which runs can be compared' : (group ?? 'Options')}:`;
}

/** Description of an option, without "(default: false)" and "(default: [])". */
function optionDescription(option: Option): string {
  const isPlain = option.defaultValue === false || Array.isArray(option.defaultValue);
  return isPlain ? option.description : new Help().optionDescription(option);
}
