import type { Command } from 'commander';
import { type Problem, problemLine } from '../core/text/problem';
import type { ProblemCode } from '../core/text/problem-codes';
import { EXIT } from '../run/exit';
import { readOption } from './option-values';

/** loadline's codes for the mistakes that commander reports, by commander's code. */
const OF_COMMANDER: Readonly<Record<string, ProblemCode>> = {
  'commander.unknownOption': 'unknown-option',
  'commander.unknownCommand': 'unknown-command',
  'commander.missingArgument': 'argument-missing',
  'commander.optionMissingArgument': 'argument-missing',
  'commander.missingMandatoryOptionValue': 'argument-missing',
  'commander.excessArguments': 'argument-excess',
  // Without the name of a subcommand, commander prints the help of the command.
  'commander.help': 'argument-missing',
  'commander.invalidArgument': 'option-value',
};

/**
 * Makes a command end with the code of wrong usage when commander rejects its options, such as an unknown one. Commander's
 * own exit code, 1, would look like any failure.
 */
export function exitOnWrongUsage(command: Command): Command {
  const given = countOptions(command);
  return (
    command
      .hook('preAction', (_, action) => {
        refuseEmptyValues(action);
        if (action === command) refuseRepeated(action, given);
      })
      // The message is printed with the error's code below: commander passes that code only to this exit callback.
      .configureOutput({ outputError: () => {} })
      .exitOverride(({ exitCode, code, message }) => {
        if (exitCode === 0) process.exit(EXIT.pass);
        const kind = OF_COMMANDER[code];
        const text = code === 'commander.help' ? missingCommand(command) : message;
        command.configureOutput().writeErr?.(`${text}${kind === undefined ? '' : ` [${kind}]`}\n`);
        process.exit(EXIT.usage);
      })
  );
}

function missingCommand(command: Command): string {
  const shown = command.createHelp().visibleCommands(command);
  const parents = [command.parent, command].flatMap((one) => one?.name() ?? []).join(' ');
  const names = shown.filter((one) => one.name() !== 'help').map((one) => `${parents} ${one.name()}`);
  return `error: ${command.name()} names no command: write ${names.join(', or ')}`;
}

/** Counts options that may be given only once and have a value: commander would silently keep the last value. */
function countOptions(command: Command): ReadonlyMap<string, number> {
  const given = new Map<string, number>();
  for (const { long, required, optional, defaultValue } of command.options) {
    if (!long || !(required || optional) || Array.isArray(defaultValue)) continue;
    command.on(`option:${long.slice(2)}`, () => given.set(long, (given.get(long) ?? 0) + 1));
  }
  return given;
}

function refuseRepeated(command: Command, given: ReadonlyMap<string, number>): void {
  const errors = new OptionErrors();
  for (const [option, count] of given)
    if (count > 1) errors.add('option-repeated', option, 'is given more than once: write it once');
  errors.exitIfAny(command);
}

/** Refuses empty values: they come from unset variables in CI, and must not count as an absent option. */
function refuseEmptyValues(command: Command): void {
  const errors = new OptionErrors();
  for (const option of command.options) {
    const name = option.attributeName();
    const value: unknown = command.getOptionValue(name);
    const isEmpty = [value].flat().includes('') && command.getOptionValueSource(name) === 'cli';
    if ((option.required || option.optional) && isEmpty)
      errors.add(
        'argument-missing',
        option.long ?? option.flags,
        'has an empty value: write one, or leave the option out',
      );
  }
  errors.exitIfAny(command);
}

/** Problems of options of a command that reads nothing else: they are printed as commander prints its own. */
export class OptionErrors {
  readonly #problems: Problem[] = [];

  /** Reads a value as {@link readOption} does. Call {@link exitIfAny} before using it. */
  read<Value>(where: string, text: string, parse: (text: string) => Value): Value | undefined {
    return readOption(where, text, parse, this.#problems);
  }

  add(code: ProblemCode, where: string, message: string): void {
    this.#problems.push({ code, where, message });
  }

  /** Prints all problems and ends the process with 2. Does nothing when there are none. */
  exitIfAny(command: Command): void {
    if (this.#problems.length === 0) return;
    const lines = this.#problems.map(problemLine);
    const text = [`error: wrong options of "${command.name()}", nothing was started:`, ...lines].join('\n');
    command.error(text, { exitCode: EXIT.usage });
  }
}
