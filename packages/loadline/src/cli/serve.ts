import { Command } from 'commander';
import { didYouMean } from '../core/text/nearest';
import { noSuite } from '../run/home';
import { exitOnWrongUsage, OptionErrors } from './option-errors';
import { serveChater } from './serve/chater';
import { serveFractal } from './serve/fractal';
import { serveRequests } from './serve/requests';
import { serveVacancies } from './serve/vacancies';

/**
 * `loadline serve <system>`: starts a reference service and keeps it until Ctrl-C or SIGTERM, then ends with 0. Wrong
 * options and a port that is taken end the process with 2.
 */
export function serveCommand(): Command {
  const systems = [serveVacancies(), serveChater(), serveRequests(), serveFractal()];
  const names = systems.map((system) => system.name());
  const command = new Command('serve')
    .description('start a reference service: the real protocol, everything in memory')
    .argument('[system]', `what to serve: ${names.join(', ')}`)
    // What options an unknown system has is unknown as well: its name is the mistake.
    .allowUnknownOption()
    .allowExcessArguments();
  for (const system of systems) command.addCommand(exitOnWrongUsage(system));
  command.action(async () => {
    // The system behind its options: commander finds it in the first place only.
    const system = systems.find((candidate) => command.args.includes(candidate.name()));
    if (system === undefined) refuse(command, names);
    else await system.parseAsync(without(command.args, system.name()), { from: 'user' });
  });
  return exitOnWrongUsage(command);
}

function refuse(command: Command, names: readonly string[]): void {
  const errors = new OptionErrors();
  const [system] = command.args;
  if (system === undefined || system.startsWith('-')) {
    errors.add('<system>', `is missing: ${didYouMean('', names)}`);
  } else {
    errors.add('the command line', noSuite(system, names, 'reference service'));
  }
  errors.exitIfAny(command);
}

function without(words: readonly string[], word: string): string[] {
  const at = words.indexOf(word);
  return words.filter((_, index) => index !== at);
}
