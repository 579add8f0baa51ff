import { Command, Option } from 'commander';
import { didYouMean } from '../core/text/nearest';
import { noSuite } from '../run/home';
import type { ReferenceService, ReferenceServices, ServiceOption } from '../run/reference-service';
import { addExamples } from './command-help';
import { keepServing } from './keep-serving';
import { exitOnWrongUsage, OptionErrors } from './option-errors';

/**
 * `loadline serve <system>`: starts a reference service, keeps it running until Ctrl-C or SIGTERM, and ends with 0. Wrong
 * options and a port that is taken end the process with 2.
 */
export function serveCommand(services: ReferenceServices): Command {
  const systems = Object.entries(services).map(([name, service]) => serveOne(name, service));
  const names = systems.map((system) => system.name());
  const command = new Command('serve')
    .description('start a reference service: the real protocol, everything in memory')
    .argument('[system]', `what to serve: ${names.join(', ')}`)
    // The options of an unknown system are unknown too. The error must be about its name.
    .allowUnknownOption()
    .allowExcessArguments();
  for (const system of systems) command.addCommand(exitOnWrongUsage(system));
  command.action(async () => {
    // Finds a system that is written after its options: commander only finds it as the first word.
    const system = systems.find((candidate) => command.args.includes(candidate.name()));
    if (system === undefined) refuse(command, names);
    else await system.parseAsync(without(command.args, system.name()), { from: 'user' });
  });
  return exitOnWrongUsage(command);
}

/** `loadline serve <name>`: options, start, greeting. */
function serveOne(name: string, service: ReferenceService): Command {
  const command = new Command(name).description(service.description);
  const options = service.options.map((declared) => ({ declared, option: commanderOption(declared) }));
  for (const { option } of options) command.addOption(option);
  addExamples(command, `serve ${name}`, { examples: service.examples });
  return command.action(async (texts: Readonly<Record<string, unknown>>) => {
    const errors = new OptionErrors();
    const parts = options.map(({ declared, option }) =>
      read(declared, option.long ?? option.flags, texts[option.attributeName()], errors),
    );
    errors.exitIfAny(command.parent ?? command);
    await keepServing(command, () => service.start(Object.assign({}, ...parts)));
  });
}

function commanderOption(option: ServiceOption): Option {
  const made = new Option(option.flags, option.what).helpGroup(`${option.group}:`);
  switch (option.kind) {
    case 'value':
      return made.default(option.fallback);
    case 'list':
      return made.default([]).argParser((text: string, others: string[]) => [...others, text]);
    case 'switch':
      return made.default(false);
  }
}

function read(
  option: ServiceOption,
  where: string,
  written: unknown,
  errors: OptionErrors,
): object | undefined {
  if (option.kind === 'value') return errors.read(where, String(written), option.read);
  if (option.kind === 'switch') return written === true ? option.on : {};
  const list = written as string[];
  return list.length === 0 ? {} : errors.read(where, '', () => option.read(list));
}

function refuse(command: Command, names: readonly string[]): void {
  const errors = new OptionErrors();
  const [system] = command.args;
  if (system === undefined || system.startsWith('-')) {
    errors.add('argument-missing', '<system>', `is missing: ${didYouMean('', names)}`);
  } else {
    errors.add('unknown-name', 'the command line', noSuite(system, names, 'reference service'));
  }
  errors.exitIfAny(command);
}

function without(words: readonly string[], word: string): string[] {
  const at = words.indexOf(word);
  return words.filter((_, index) => index !== at);
}
