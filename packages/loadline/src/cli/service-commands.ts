import { Command } from 'commander';
import { noServices } from '../run/project-services';
import type { ReferenceServices } from '../run/reference-service';
import { demoCommand } from './demo';
import { serveCommand } from './serve';

const NAMES = ['serve', 'demo'];

/** Commands of a project's reference services. Without a declaration they are hidden in the help, and say what to declare. */
export function serviceCommands(
  services: ReferenceServices | undefined,
): readonly { readonly command: Command; readonly hidden: boolean }[] {
  if (services !== undefined) {
    return [serveCommand(services), demoCommand(services)].map((command) => ({ command, hidden: false }));
  }
  return NAMES.map((name) => ({ command: undeclared(name), hidden: true }));
}

/** Whether a command line is one of these commands, or asks for their help. Only then the services must be loaded. */
export function needsServices(words: readonly string[]): boolean {
  const [command = ''] = words.filter((word) => !word.startsWith('-') && word !== 'help');
  return NAMES.includes(command);
}

function undeclared(name: string): Command {
  return new Command(name)
    .description('needs reference services, and this project declares none')
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw noServices();
    });
}
