import type { Command } from 'commander';
import type { Problem } from '../core/text/problem';
import { type Amount, UserOutput } from '../run/user-output';

/** Values of the options about what a command prints, as commander returns them. */
export interface OutputTexts {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

/** Adds the options about what a command prints. @param runsK6 whether k6 has something to say, too */
export function addOutputOptions(command: Command, runsK6 = true): Command {
  command.option('--quiet', 'print only the verdict with its reasons, and where the report is');
  if (runsK6) command.option('--verbose', "print k6's log too; it is in the folder of the run in any case");
  return command.option(
    '--json',
    'print the result as one line of JSON, everything else goes to standard error',
  );
}

/** Refuses options that contradict each other. */
export function outputProblems({ quiet, verbose }: OutputTexts): Problem[] {
  if (!quiet || !verbose) return [];
  return [
    { code: 'option-value', where: '--quiet', message: 'contradicts --verbose: leave one of them out' },
  ];
}

/** The output that the options ask for. */
export function outputOf({ quiet, verbose, json }: OutputTexts): UserOutput {
  const amount: Amount = quiet ? 'quiet' : verbose ? 'verbose' : 'usual';
  return new UserOutput({ amount, json: json ?? false });
}
