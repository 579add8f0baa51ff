import { Command } from 'commander';
import { STATUS_NAMES, type StatusName } from '../../../../../services/src/grpc/rpc-error';
import type { RunningService } from '../../../../../services/src/service';
import type { AccountSeed } from '../../../../../services/src/vacancies/demo-accounts';
import { startVacancyService } from '../../../../../services/src/vacancies/start-vacancy-service';
import {
  DEMO_RECORDS,
  VACANCY_SERVICE_DEFAULTS,
  type VacancyServiceOptions,
} from '../../../../../services/src/vacancies/vacancy-service-options';
import { formatDuration, parseDuration } from '../../core/text/duration';
import { OptionErrors } from '../option-errors';
import { keepServing, print, shellQuoted } from './keep-serving';
import { readName, readPort, readShare, readTokenLife, readWhole } from './option-readers';

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

/** `loadline serve vacancies`. */
export function serveVacancies(): Command {
  const defaults = VACANCY_SERVICE_DEFAULTS;
  const command = new Command('vacancies')
    .description('the vacancy service: gRPC')
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
    .option('--seed-records <n>', 'records stored at the start', String(DEMO_RECORDS))
    .option('--access-token-life <duration>', 'from 1s', formatDuration(defaults.accessTokenLifeMs))
    .option('--refresh-token-life <duration>', 'from 1s', formatDuration(defaults.refreshTokenLifeMs))
    .option(
      '--account <email:password>',
      'a verified account in place of the demo ones; may be repeated',
      (text: string, others: string[]) => [...others, text],
      [],
    );
  return command.action((texts: ServeTexts) => serve(command, texts));
}

async function serve(command: Command, texts: ServeTexts): Promise<void> {
  const options = { ...VACANCY_SERVICE_DEFAULTS, ...readOptions(command, texts), log: print };
  await keepServing(command, {
    start: () => startVacancyService(options),
    greeting: (service) => greeting(service, options.accounts),
    ports: { '--port': options.port },
  });
}

function readOptions(command: Command, texts: ServeTexts): Partial<VacancyServiceOptions> {
  const errors = new OptionErrors();
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
  errors.exitIfAny(command.parent ?? command);
  return accounts.length > 0 ? { ...options, accounts } : options;
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
