import { ConfigurationError } from '../core/text/problem';
import type { ProblemCode } from '../core/text/problem-codes';
import { type Project, useProject } from '../run/home';
import { declaredServices, loadServices } from '../run/project-services';
import { EXIT } from '../run/run-suite';
import { ReportError } from '../ui/report';
import { makeProgram } from './program';
import { needsServices } from './service-commands';

// A reader that went away, as `| head -3` does, or a closed terminal ends nothing.
for (const out of [process.stdout, process.stderr]) out.on('error', () => {});

/**
 * Runs the command that the process was started with, and sets its exit code.
 * @param project absent: the one that the current folder is in
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

/** Of other errors than of reports, each problem has its own. */
function codeOf(error: Error): string {
  const code: ProblemCode = 'report-not-written';
  return error instanceof ReportError ? ` [${code}]` : '';
}

async function runCommandLine(): Promise<void> {
  const path = declaredServices();
  const services = path !== undefined && needsServices(process.argv.slice(2)) ? await loadServices(path) : {};
  await makeProgram(path === undefined ? undefined : services).parseAsync();
}
