import { Command } from 'commander';
import { ConfigurationError } from '../core/text/problem';
import type { ProblemCode } from '../core/text/problem-codes';
import { type Project, useProject } from '../run/home';
import { declaredServices, loadServices } from '../run/project-services';
import type { ReferenceServices } from '../run/reference-service';
import { EXIT } from '../run/run-suite';
import { ReportError } from '../ui/report';
import { archiveCommand } from './archive';
import { buildCommand, generateCommand } from './build';
import { capacityCommand } from './capacity';
import { checkCommand } from './check';
import { cloudCommand } from './cloud';
import { collectCommand } from './collect';
import { addHelp } from './command-help';
import { compareCommand } from './compare';
import { completionCommand } from './completion';
import { consoleCommand } from './console';
import { doctorCommand } from './doctor';
import { helpCommand } from './help';
import { initCommand } from './init';
import { k6Command } from './k6';
import { kubernetesCommand } from './k8s';
import { listCommand } from './list';
import { manifestCommand } from './manifest';
import { exitOnWrongUsage } from './option-errors';
import { planCommand } from './plan';
import { proveCommand } from './prove';
import { pruneCommand } from './prune';
import { reportCommand } from './report';
import { runCommand } from './run';
import { needsServices, serviceCommands } from './service-commands';
import { setupCommand } from './setup';
import { sweepCommand } from './sweep';
import { thresholdsCommand } from './thresholds';

/**
 * Runs the command of this process, and sets the exit code.
 * @param project absent: the project around the current folder
 */
export async function main(project?: Project): Promise<void> {
  // A closed terminal, or a reader that ends early such as `| head -3`, must not end the process.
  for (const out of [process.stdout, process.stderr]) out.on('error', () => {});
  try {
    useProject(project);
    await runCommandLine();
  } catch (error) {
    const isForUser = error instanceof ConfigurationError || error instanceof ReportError;
    console.error(isForUser ? `error: ${error.message}${codeOf(error)}` : error);
    const code = error instanceof ReportError ? error.exitCode : undefined;
    process.exitCode = error instanceof ConfigurationError ? EXIT.usage : (code ?? EXIT.invalid);
  }
}

/** Code of an error about reports. In other errors, each problem already has its own code. */
function codeOf(error: Error): string {
  const code: ProblemCode = 'report-not-written';
  return error instanceof ReportError ? ` [${code}]` : '';
}

async function runCommandLine(): Promise<void> {
  const path = declaredServices();
  const services = path !== undefined && needsServices(process.argv.slice(2)) ? await loadServices(path) : {};
  await makeProgram(path === undefined ? undefined : services).parseAsync();
}

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
    proveCommand(),
    capacityCommand(),
    listCommand(),
    reportCommand(),
    collectCommand(),
    manifestCommand(),
    kubernetesCommand(),
    cloudCommand(),
    compareCommand(),
    consoleCommand(),
    pruneCommand(),
    thresholdsCommand(),
    setupCommand(),
    sweepCommand(),
    archiveCommand(),
    buildCommand(),
    generateCommand(),
    doctorCommand(),
    k6Command(),
  ].map((command) => ({ command, hidden: false }));
  const others = [checkCommand(), completionCommand(), helpCommand()].map((command) => ({
    command,
    hidden: false,
  }));
  for (const { command, hidden } of [...commands, ...serviceCommands(services), ...others]) {
    program.addCommand(exitOnWrongUsage(command), { hidden });
    addHelp(command);
  }
  return program;
}
