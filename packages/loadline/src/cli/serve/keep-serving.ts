import type { Command } from 'commander';
import { PortTakenError } from '../../../../../services/src/port-taken-error';
import type { RunningService } from '../../../../../services/src/service';

/** What to start and what to say about it. */
export interface Serving<Service extends RunningService> {
  start: () => Promise<Service>;
  greeting: (service: Service) => string;
  /** Ports that were asked for, by the option that asks; any other port that is taken is the control port. */
  ports: Readonly<Record<string, number>>;
}

/**
 * Starts a service, greets, and keeps it until Ctrl-C or SIGTERM. A service that does not start ends the process with 2.
 */
export async function keepServing<Service extends RunningService>(
  command: Command,
  { start, greeting, ports }: Serving<Service>,
): Promise<void> {
  const service = await start().catch((error: unknown) =>
    command.error(`error: ${whyNotStarted(error, ports)}`, { exitCode: 2 }),
  );
  // Before anyone is told that it runs, and so may try to stop it.
  const stopped = stopSignal();
  print(greeting(service));
  await stopped;
  await service.stop();
}

/** A line on standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** `export NAME=value`, for a shell. */
export function exportLine(name: string, value: string): string {
  const isBare = /^[\w@.+:/-]+$/.test(value);
  return `export ${name}=${isBare ? value : shellQuoted(value)}`;
}

/** A text as one word of a shell. */
export function shellQuoted(text: string): string {
  return /^[\w@.+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function whyNotStarted(error: unknown, ports: Readonly<Record<string, number>>): string {
  if (!(error instanceof PortTakenError)) return error instanceof Error ? error.message : String(error);
  const asked = Object.entries(ports).find(([, port]) => port === error.port);
  const option = asked?.[0] ?? '--control-port';
  return `port ${error.port} on ${error.host} is taken: stop what listens there, or write ${option} 0 for a free one`;
}

/** Resolves at Ctrl-C or SIGTERM; a second one ends the process the hard way. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
