import type { Command } from 'commander';
import { messageOf } from '../core/text/error-message';
import type { StartedService } from '../run/reference-service';

/**
 * Starts a service, prints its greeting, and keeps it running until Ctrl-C or SIGTERM. When the service does not start, the
 * process ends with 2.
 */
export async function keepServing(command: Command, start: () => Promise<StartedService>): Promise<void> {
  const service = await start().catch((error: unknown) =>
    command.error(`error: ${messageOf(error)}`, { exitCode: 2 }),
  );
  // Handle signals before printing the greeting: a user may press Ctrl-C as soon as it appears.
  const stopped = stopSignal();
  process.stdout.write(`${greeting(service)}\n`);
  await stopped;
  await service.stop();
}

function greeting(service: StartedService): string {
  return [
    ...service.greeting,
    '',
    'for the shell that runs the load test:',
    ...Object.entries(service.variables).map(([name, value]) => exportLine(name, value)),
    '',
    'stop it with Ctrl-C',
  ].join('\n');
}

/** A line `export NAME=value` for a shell. */
function exportLine(name: string, value: string): string {
  const isBare = /^[\w@.+:/-]+$/.test(value);
  return `export ${name}=${isBare ? value : `'${value.replaceAll("'", `'\\''`)}'`}`;
}

/** Resolves at Ctrl-C or SIGTERM. A second one kills the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
