import { type Command, Help, type Option } from 'commander';
import { indented } from './exit-codes';
import { HELP_TEXTS, OPTION_GROUPS, SERVICE_GROUPS } from './help-texts';
import { table } from './table';

/**
 * Gives a command, and those below it, the help that `loadline` promises of each: options in groups, exit codes, examples.
 * @param path names of the commands above it
 */
export function addHelp(command: Command, path: readonly string[] = []): void {
  const full = [...path, command.name()].join(' ');
  const text = HELP_TEXTS[full];
  for (const option of command.options) option.helpGroup(groupOf(option, path[0] === 'serve'));
  command.configureHelp({ optionDescription });
  if (text) {
    const codes = Object.entries(text.exitCodes).map(([code, meaning]) => [code, meaning]);
    const examples = text.examples.flatMap(([line, does]) => [`  # ${does}`, `  ${line}`]);
    command.addHelpText(
      'after',
      [
        '',
        'Examples:',
        ...examples,
        '',
        'Exit codes (see also loadline help exit-codes):',
        indented(table(codes)),
      ].join('\n'),
    );
  }
  for (const below of command.commands) addHelp(below, [...path, command.name()]);
}

function groupOf(option: Option, isService: boolean): string {
  const name = option.name();
  const isComparison = name.startsWith('ignore-');
  const group = isService
    ? SERVICE_GROUPS.find(([, names]) => names.test(name))?.[0]
    : Object.entries(OPTION_GROUPS).find(([, names]) => names.includes(name))?.[0];
  return `${isComparison ? 'Which runs can be compared' : (group ?? 'Options')}:`;
}

/** Without "(default: false)" and "(default: [])", which say nothing. */
function optionDescription(option: Option): string {
  const isPlain = option.defaultValue === false || Array.isArray(option.defaultValue);
  return isPlain ? option.description : new Help().optionDescription(option);
}
