import { ConfigurationError } from '../../load/problem';
import { ReportError } from '../results/writers';
import { EXIT } from '../run/run-suite';
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
