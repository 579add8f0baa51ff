import { STATUS_NAMES, type StatusName } from '../grpc/rpc-error';
import { formatDuration, parseDuration } from '../loadline';
import { addressOptions } from '../serve/address-options';
import { defineService } from '../serve/define-service';
import { readName, readTokenLife, readWhole } from '../serve/option-readers';
import { type ServeOption, shareOption } from '../serve/serve-options';
import type { AccountSeed } from './demo-accounts';
import { startVacancyService } from './start-vacancy-service';
import {
  DEMO_RECORDS,
  VACANCY_SERVICE_DEFAULTS,
  type VacancyServiceOptions,
} from './vacancy-service-options';

const MAX_SEED_RECORDS = 1_000_000;
const FAILURES = STATUS_NAMES.filter((name) => name !== 'OK');
const defaults = { ...VACANCY_SERVICE_DEFAULTS, seedRecords: DEMO_RECORDS };

const OPTIONS: ServeOption<VacancyServiceOptions>[] = [
  ...addressOptions(defaults),
  {
    kind: 'value',
    flags: '--auth <mode>',
    what: 'enforce: calls need an access token; off: metadata is ignored',
    fallback: defaults.auth,
    read: (text) => ({ auth: readName(text, ['enforce', 'off'] as const) }),
  },
  {
    kind: 'value',
    flags: '--latency <duration>',
    what: 'added to each call',
    fallback: formatDuration(defaults.latencyMs),
    read: (text) => ({ latencyMs: parseDuration(text) }),
  },
  shareOption(
    '--fail-share',
    'share of calls that fail, 0 to 1, evenly spread',
    'failShare',
    defaults.failShare,
  ),
  {
    kind: 'value',
    flags: '--fail-status <name>',
    what: 'gRPC status of calls that fail',
    fallback: defaults.failStatus,
    read: (text) => ({ failStatus: readName<StatusName>(text, FAILURES) }),
  },
  { kind: 'switch', flags: '--stall', what: 'never answer a call', on: { stall: true } },
  shareOption(
    '--hang-share',
    `share of ${defaults.hangMethod} calls never answered`,
    'hangShare',
    defaults.hangShare,
  ),
  {
    kind: 'value',
    flags: '--seed-records <n>',
    what: 'records stored at the start',
    fallback: String(defaults.seedRecords),
    read: (text) => ({ seedRecords: readWhole(text, MAX_SEED_RECORDS) }),
  },
  {
    kind: 'value',
    flags: '--access-token-life <duration>',
    what: 'from 1s',
    fallback: formatDuration(defaults.accessTokenLifeMs),
    read: (text) => ({ accessTokenLifeMs: readTokenLife(text) }),
  },
  {
    kind: 'value',
    flags: '--refresh-token-life <duration>',
    what: 'from 1s',
    fallback: formatDuration(defaults.refreshTokenLifeMs),
    read: (text) => ({ refreshTokenLifeMs: readTokenLife(text) }),
  },
  {
    kind: 'list',
    flags: '--account <email:password>',
    what: 'a verified account in place of the demo ones; may be repeated',
    read: (texts) => ({ accounts: readAccounts(texts) }),
  },
];

/** The vacancy service for `loadline serve vacancies` and `loadline demo vacancies`. */
export const vacancies = defineService({
  description: 'the vacancy service: gRPC',
  defaults,
  options: OPTIONS,
  examples: [
    ['loadline serve vacancies --port 0 --control-port 0', 'on free ports'],
    ['loadline serve vacancies --latency 20ms --fail-share 0.01', 'slower, and with failures'],
  ],
  ports: ({ port }) => ({ '--port': port }),
  // The log gets the verification codes of new accounts. A demo signs nobody up.
  start: (overrides) =>
    startVacancyService({ ...overrides, log: (line) => process.stdout.write(`${line}\n`) }),
  headline: ({ address }) => [`vacancy service: ${address} (gRPC without TLS)`],
  controlPaths: ['/verification-codes'],
  variables: ({ port }, { host, accounts }) => ({
    SERVICE_HOST: host,
    SERVICE_PORT: String(port),
    ...Object.fromEntries(
      accounts.flatMap(({ email, password }, index) => [
        [`USER_${index + 1}_EMAIL`, email],
        [`USER_${index + 1}_PASSWORD`, password],
      ]),
    ),
  }),
  demo: { users: 100, duration: '30s', options: () => ({ port: 0, seedRecords: DEMO_RECORDS }) },
});

/** The password is not in the error texts, which end up in the logs of a pipeline. */
function readAccounts(texts: readonly string[]): AccountSeed[] {
  const accounts = new Map<string, AccountSeed>();
  for (const text of texts) {
    const [, email, password] = /^([^:\s]+@[^:\s]+):(.+)$/.exec(text) ?? [];
    if (email === undefined || password === undefined) {
      throw new Error('one is not of the form email:password, such as user1@example.com:password-1');
    }
    if (accounts.has(email.toLowerCase())) {
      throw new Error(`${email} is there twice: write each e-mail once, capitals do not count`);
    }
    accounts.set(email.toLowerCase(), { email, password, name: email.replace(/@.*/, ''), verified: true });
  }
  return [...accounts.values()];
}
