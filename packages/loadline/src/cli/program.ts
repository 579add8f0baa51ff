import { Command } from 'commander';
import type { ReferenceServices } from '../run/reference-service';
import { archiveCommand } from './archive';
import { buildCommand, generateCommand } from './build';
import { checkCommand } from './check';
import { collectCommand } from './collect';
import { addHelp } from './command-help';
import { compareCommand } from './compare';
import { doctorCommand } from './doctor';
import { helpCommand } from './help';
import { initCommand } from './init';
import { k6Command } from './k6';
import { kubernetesCommand } from './k8s';
import { listCommand } from './list';
import { manifestCommand } from './manifest';
import { exitOnWrongUsage } from './option-errors';
import { planCommand } from './plan';
import { reportCommand } from './report';
import { runCommand } from './run';
import { serviceCommands } from './service-commands';
import { setupCommand } from './setup';
import { sweepCommand } from './sweep';

/**
 * The command line: every command of `bin/loadline`, with its help.
 * @param services reference services that the project declares; undefined when it declares none
 */
export function makeProgram(services: ReferenceServices | undefined): Command {
  const program = exitOnWrongUsage(new Command('loadline'))
    .description('k6 load tests with a verdict that can be trusted')
    .version(LOADLINE_VERSION)
    .helpCommand(false);
  const commands = [
    initCommand(),
    runCommand(),
    planCommand(),
    listCommand(),
    reportCommand(),
    collectCommand(),
    manifestCommand(),
    kubernetesCommand(),
    compareCommand(),
    setupCommand(),
    sweepCommand(),
    archiveCommand(),
    buildCommand(),
    generateCommand(),
    doctorCommand(),
    k6Command(),
  ].map((command) => ({ command, hidden: false }));
  const others = [checkCommand(), helpCommand()].map((command) => ({ command, hidden: false }));
  for (const { command, hidden } of [...commands, ...serviceCommands(services), ...others]) {
    program.addCommand(exitOnWrongUsage(command), { hidden });
    addHelp(command);
  }
  return program;
}
