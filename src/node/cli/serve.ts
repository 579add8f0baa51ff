import { Command } from 'commander';
import { formatDuration, parseDuration } from '../../load/duration';
import { didYouMean } from '../../load/nearest';
import { STATUS_NAMES, type StatusName } from '../services/grpc/rpc-error';
import { PortTakenError } from '../services/port-taken-error';
import type { RunningService } from '../services/service';
import type { AccountSeed } from '../services/vacancies/demo-accounts';
import { startVacancyService } from '../services/vacancies/start-vacancy-service';
import {
  VACANCY_SERVICE_DEFAULTS,
  type VacancyServiceOptions,
} from '../services/vacancies/vacancy-service-options';
import { exitOnWrongUsage, OptionErrors } from './option-errors';

const SYSTEMS = ['vacancies'];
const MAX_SEED_RECORDS = 1_000_000;
const FAILURES = STATUS_NAMES.filter((name) => name !== 'OK');

/** The options as commander gives them: text, so that all wrong ones can be named at once. */
interface ServeTexts {
  host: string;
  port: string;
  controlPort: string;
  auth: string;
  latency: string;
  failShare: string;
  failStatus: string;
  stall: boolean;
  hangShare: string;
  seedRecords: string;
  accessTokenLife: string;
  refreshTokenLife: string;
  account: string[];
}

/**
 * `loadline serve <system>`: starts a reference service and keeps it until Ctrl-C or SIGTERM, then ends with 0. Wrong
 * options and a port that is taken end the process with 2.
 */
export function serveCommand(): Command {
  const defaults = VACANCY_SERVICE_DEFAULTS;
  const command = new Command('serve')
    .description('start a reference service: the real protocol, everything in memory')
    .argument('[system]', `what to serve: ${SYSTEMS.join(', ')}`)
    .option('--host <address>', 'address to listen on', defaults.host)
    .option('--port <port>', 'port of the service, 0 takes a free one', String(defaults.port))
    .option(
      '--control-port <port>',
      'port of counts and leftovers, 0 takes a free one',
      String(defaults.controlPort),
    )
    .option('--auth <mode>', 'enforce: calls need an access token; off: metadata is ignored', defaults.auth)
    .option('--latency <duration>', 'added to each call', formatDuration(defaults.latencyMs))
    .option(
      '--fail-share <share>',
      'share of calls that fail, 0 to 1, evenly spread',
      String(defaults.failShare),
    )
    .option('--fail-status <name>', 'gRPC status of calls that fail', defaults.failStatus)
    .option('--stall', 'never answer a call', defaults.stall)
    .option(
      '--hang-share <share>',
      `share of ${defaults.hangMethod} calls never answered`,
      String(defaults.hangShare),
    )
    .option('--seed-records <n>', 'records stored at the start', String(defaults.seedRecords))
    .option('--access-token-life <duration>', 'from 1s', formatDuration(defaults.accessTokenLifeMs))
    .option('--refresh-token-life <duration>', 'from 1s', formatDuration(defaults.refreshTokenLifeMs))
    .option(
      '--account <email:password>',
      'a verified account in place of the demo ones; may be repeated',
      (text: string, others: string[]) => [...others, text],
      [],
    );
  command.action((system: string | undefined, texts: ServeTexts) => serve(command, system, texts));
  return exitOnWrongUsage(command);
}

async function serve(command: Command, system: string | undefined, texts: ServeTexts): Promise<void> {
  const options = { ...VACANCY_SERVICE_DEFAULTS, ...readOptions(command, system, texts), log: print };
  const service = await startVacancyService(options).catch((error: unknown) =>
    command.error(`error: ${whyNotStarted(error, options.port)}`, { exitCode: 2 }),
  );
  // Before anyone is told that it runs, and so may try to stop it.
  const stopped = stopSignal();
  print(greeting(service, options.accounts));
  await stopped;
  await service.stop();
}

function readOptions(
  command: Command,
  system: string | undefined,
  texts: ServeTexts,
): Partial<VacancyServiceOptions> {
  const errors = new OptionErrors();
  if (system === undefined) errors.add('<system>', `is missing: ${didYouMean('', SYSTEMS)}`);
  else errors.read('<system>', system, (name) => readName(name, SYSTEMS));
  const options = {
    host: texts.host,
    port: errors.read('--port', texts.port, readPort),
    controlPort: errors.read('--control-port', texts.controlPort, readPort),
    auth: errors.read('--auth', texts.auth, (text) => readName(text, ['enforce', 'off'] as const)),
    latencyMs: errors.read('--latency', texts.latency, parseDuration),
    failShare: errors.read('--fail-share', texts.failShare, readShare),
    failStatus: errors.read('--fail-status', texts.failStatus, (text) =>
      readName<StatusName>(text, FAILURES),
    ),
    stall: texts.stall,
    hangShare: errors.read('--hang-share', texts.hangShare, readShare),
    seedRecords: errors.read('--seed-records', texts.seedRecords, (text) =>
      readWhole(text, MAX_SEED_RECORDS),
    ),
    accessTokenLifeMs: errors.read('--access-token-life', texts.accessTokenLife, readTokenLife),
    refreshTokenLifeMs: errors.read('--refresh-token-life', texts.refreshTokenLife, readTokenLife),
  };
  const accounts = readAccounts(texts.account, errors);
  errors.exitIfAny(command);
  return accounts.length > 0 ? { ...options, accounts } : options;
}

function readWhole(text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) {
    throw new Error(`"${text}" will not do: write a whole number from 0 to ${max}`);
  }
  return value;
}

function readPort(text: string): number {
  return readWhole(text, 65_535);
}

function readShare(text: string): number {
  const value = Number(text);
  if (!/^(\d+|\d*\.\d+)$/.test(text) || value > 1) {
    throw new Error(`"${text}" is not a share: write a number from 0 to 1, such as 0.2 for each fifth call`);
  }
  return value;
}

function readTokenLife(text: string): number {
  const lifeMs = parseDuration(text);
  if (lifeMs < 1_000) throw new Error(`"${text}" is too short: tokens count whole seconds, write 1s or more`);
  return lifeMs;
}

function readName<Name extends string>(text: string, valid: readonly Name[]): Name {
  const name = valid.find((candidate) => candidate === text);
  if (name === undefined) throw new Error(`"${text}" is unknown: ${didYouMean(text, valid)}`);
  return name;
}

/** The password stays out of the error texts: they end up in the logs of a pipeline. */
function readAccounts(texts: readonly string[], errors: OptionErrors): AccountSeed[] {
  const accounts = new Map<string, AccountSeed>();
  for (const text of texts) {
    const [, email, password] = /^([^:\s]+@[^:\s]+):(.+)$/.exec(text) ?? [];
    if (email === undefined || password === undefined) {
      errors.add('--account', 'one is not of the form email:password, such as user1@example.com:password-1');
    } else if (accounts.has(email.toLowerCase())) {
      errors.add('--account', `${email} is there twice: write each e-mail once, capitals do not count`);
    } else {
      accounts.set(email.toLowerCase(), { email, password, name: email.replace(/@.*/, ''), verified: true });
    }
  }
  return [...accounts.values()];
}

function whyNotStarted(error: unknown, port: number): string {
  if (!(error instanceof PortTakenError)) return error instanceof Error ? error.message : String(error);
  const option = error.port === port ? '--port' : '--control-port';
  return `port ${error.port} on ${error.host} is taken: stop what listens there, or write ${option} 0 for a free one`;
}

function greeting(service: RunningService, accounts: readonly AccountSeed[]): string {
  const exports = accounts.flatMap(({ email, password }, index) => [
    `export USER_${index + 1}_EMAIL=${shellQuoted(email)}`,
    `export USER_${index + 1}_PASSWORD=${shellQuoted(password)}`,
  ]);
  return [
    `vacancy service: ${service.address} (gRPC without TLS)`,
    `control: http://127.0.0.1:${service.controlPort}/stats (also /arrivals?method=…, /titles, /verification-codes; POST /reset)`,
    '',
    'accounts, for the shell that runs the load test:',
    ...exports,
    '',
    'stop it with Ctrl-C',
  ].join('\n');
}

function shellQuoted(text: string): string {
  return /^[\w@.+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Resolves at Ctrl-C or SIGTERM; a second one ends the process the hard way. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
