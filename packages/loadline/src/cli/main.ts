import { ConfigurationError } from '../core/text/problem';
import { declaredServices, loadServices } from '../run/project-services';
import { EXIT } from '../run/run-suite';
import { ReportError } from '../ui/report';
import { makeProgram } from './program';
import { needsServices } from './service-commands';

// A reader that went away, as `| head -3` does, or a closed terminal ends nothing.
for (const out of [process.stdout, process.stderr]) out.on('error', () => {});

main().catch((error: unknown) => {
  const isForUser = error instanceof ConfigurationError || error instanceof ReportError;
  console.error(isForUser ? `error: ${error.message}` : error);
  process.exitCode = error instanceof ConfigurationError ? EXIT.usage : EXIT.invalid;
});

async function main(): Promise<void> {
  const path = declaredServices();
  const services = path !== undefined && needsServices(process.argv.slice(2)) ? await loadServices(path) : {};
  await makeProgram(path === undefined ? undefined : services).parseAsync();
}
