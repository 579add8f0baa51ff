import { Command } from 'commander';
import { archiveCommand } from './archive';
import { checkCommand } from './check';
import { addHelp } from './command-help';
import { compareCommand } from './compare';
import { demoCommand } from './demo';
import { helpCommand } from './help';
import { listCommand } from './list';
import { exitOnWrongUsage } from './option-errors';
import { planCommand } from './plan';
import { reportCommand } from './report';
import { runCommand } from './run';
import { serveCommand } from './serve';
import { setupCommand } from './setup';
import { sweepCommand } from './sweep';

/** The command line: every command of `bin/loadline`, with its help. */
export function makeProgram(): Command {
  const program = exitOnWrongUsage(new Command('loadline'))
    .description('k6 load tests with a verdict that can be trusted')
    .version(LOADLINE_VERSION)
    .helpCommand(false);
  const commands = [
    runCommand(),
    planCommand(),
    listCommand(),
    reportCommand(),
    compareCommand(),
    setupCommand(),
    sweepCommand(),
    archiveCommand(),
    serveCommand(),
    demoCommand(),
    checkCommand(),
    helpCommand(),
  ];
  for (const command of commands) {
    program.addCommand(exitOnWrongUsage(command));
    addHelp(command);
  }
  return program;
}
