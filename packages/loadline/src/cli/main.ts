import { ConfigurationError } from '../core/text/problem';
import { EXIT } from '../run/run-suite';
import { ReportError } from '../ui/report';
import { makeProgram } from './program';

// A reader that went away, as `| head -3` does, or a closed terminal ends nothing.
for (const out of [process.stdout, process.stderr]) out.on('error', () => {});

makeProgram()
  .parseAsync()
  .catch((error: unknown) => {
    const isForUser = error instanceof ConfigurationError || error instanceof ReportError;
    console.error(isForUser ? `error: ${error.message}` : error);
    process.exitCode = error instanceof ConfigurationError ? EXIT.usage : EXIT.invalid;
  });
