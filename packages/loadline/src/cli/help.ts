import { Command } from 'commander';
import { thereIsNo } from '../core/text/nearest';
import { RefusedError } from '../results/compare/refused-error';
import { exitCodesText } from './exit-codes';

const EXIT_CODES_TOPIC = 'exit-codes';

/** `loadline help [topic]`: the help of a command, or the table of exit codes. */
export function helpCommand(): Command {
  const command = new Command('help')
    .description('print the help of a command, or the exit codes')
    .argument('[topic...]', `a command, or ${EXIT_CODES_TOPIC}`)
    .action((topic: readonly string[]) => {
      if (topic.length === 1 && topic[0] === EXIT_CODES_TOPIC) console.log(exitCodesText());
      else commandAt(command.parent ?? command, topic).outputHelp();
    });
  return command;
}

function commandAt(program: Command, path: readonly string[]): Command {
  return path.reduce((above, name) => {
    const found = above.commands.find((below) => below.name() === name);
    if (found) return found;
    const names = above.commands.map((below) => below.name());
    const valid = above === program ? [...names, EXIT_CODES_TOPIC] : names;
    const message = thereIsNo('command or topic', name, valid);
    throw new RefusedError('there is no such help:', [{ where: 'the command line', message }]);
  }, program);
}
