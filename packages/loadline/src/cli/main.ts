import { ConfigurationError } from '../core/text/problem';
import type { ProblemCode } from '../core/text/problem-codes';
import { type Project, useProject } from '../run/home';
import { declaredServices, loadServices } from '../run/project-services';
import { EXIT } from '../run/run-suite';
import { ReportError } from '../ui/report';
import { makeProgram } from './program';
import { needsServices } from './service-commands';

// A closed terminal, or a reader that ends early such as `| head -3`, must not end the process.
for (const out of [process.stdout, process.stderr]) out.on('error', () => {});

/**
 * Runs the command of this process, and sets the exit code.
 * @param project absent: the project around the current folder
 */
export async function main(project?: Project): Promise<void> {
  try {
    useProject(project);
    await runCommandLine();
  } catch (error) {
    const isForUser = error instanceof ConfigurationError || error instanceof ReportError;
    console.error(isForUser ? `error: ${error.message}${codeOf(error)}` : error);
    process.exitCode = error instanceof ConfigurationError ? EXIT.usage : EXIT.invalid;
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
