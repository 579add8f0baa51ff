import { Command } from 'commander';
import { ConfigurationError } from '../../load/problem';
import { EXIT } from '../run/run-suite';
import { archiveCommand } from './archive';
import { checkCommand } from './check';
import { compareCommand } from './compare';
import { demoCommand } from './demo';
import { listCommand } from './list';
import { exitOnWrongUsage } from './option-errors';
import { planCommand } from './plan';
import { reportCommand } from './report';
import { runCommand } from './run';
import { serveCommand } from './serve';
import { setupCommand } from './setup';
import { sweepCommand } from './sweep';

const program = exitOnWrongUsage(new Command('loadline'))
  .description('k6 load tests with a verdict that can be trusted')
  .version(LOADLINE_VERSION);

const commands = [
  runCommand(),
  listCommand(),
  reportCommand(),
  compareCommand(),
  planCommand(),
  setupCommand(),
  archiveCommand(),
  sweepCommand(),
  serveCommand(),
  demoCommand(),
  checkCommand(),
];
for (const command of commands) program.addCommand(exitOnWrongUsage(command));

// A reader that went away, as `| head -3` does, or a closed terminal ends nothing.
for (const out of [process.stdout, process.stderr]) out.on('error', () => {});

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof ConfigurationError ? `error: ${error.message}` : error);
  process.exitCode = error instanceof ConfigurationError ? EXIT.usage : EXIT.invalid;
});
