import { Command } from 'commander';
import { table } from '../core/text/layout';
import { thereIsNo } from '../core/text/nearest';
import { own } from '../core/text/own';
import { PROBLEM_KINDS } from '../core/text/problem-codes';
import { RefusedError } from '../results/compare/refused-error';
import { screenOf } from '../run/screen';
import { exitCodesText } from './exit-codes';

/** Help topics besides the commands. */
const TOPICS: Readonly<Record<string, () => string>> = {
  'exit-codes': exitCodesText,
  errors: () => errorsText(screenOf(process.stdout).width),
};

/** `loadline help [topic]`: prints the help of a command, the table of exit codes, or the table of errors. */
export function helpCommand(): Command {
  const command = new Command('help')
    .description('print the help of a command, the exit codes, or what errors mean')
    .argument('[topic...]', `a command, ${Object.keys(TOPICS).join(', or ')}`)
    .action((topic: readonly string[]) => {
      const text = topic.length === 1 ? own(TOPICS, topic[0] ?? '') : undefined;
      if (text) console.log(text());
      else commandAt(command.parent ?? command, topic).outputHelp();
    });
  return command;
}

function commandAt(program: Command, path: readonly string[]): Command {
  return path.reduce((above, name) => {
    const found = above.commands.find((below) => below.name() === name);
    if (found) return found;
    const names = above.commands.map((below) => below.name());
    const valid = above === program ? [...names, ...Object.keys(TOPICS)] : names;
    const message = thereIsNo('command or topic', name, valid);
    throw new RefusedError('there is no such help:', [
      { code: 'unknown-command', where: 'the command line', message },
    ]);
  }, program);
}

/** Table of error codes: what each means, and what to do. */
function errorsText(width: number): string {
  const rows = Object.entries(PROBLEM_KINDS).map(([code, { means, cure }]) => [code, `${means}: ${cure}`]);
  const head =
    'Errors of loadline, by the code in brackets behind each. The message says what is wrong and where';
  return [head, '', ...table([['code', 'what it means, and what to do'], ...rows], 'l', width)].join('\n');
}
