import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { defineService } from '../serve/define-service';
import { httpOptions } from '../serve/http-options';
import { readName, readWhole } from '../serve/option-readers';
import { portOption, type ServeOption, shareOption, textOption, waitOption } from '../serve/serve-options';
import { FRACTAL_SERVICE_DEFAULTS, type FractalServiceOptions } from './fractal-service-options';
import { startFractalService } from './start-fractal-service';

const MAX_RATE = 1_000_000;
/** `caFile` is the path at which the load test finds the certificate of the authority. */
const defaults = { ...FRACTAL_SERVICE_DEFAULTS, caFile: join(tmpdir(), 'loadline-fractal-ca.pem') };

const HOST: ServeOption<FractalServiceOptions>[] = [
  portOption('--host-port', 'port of the host service, with TLS', 'hostPort', defaults.hostPort),
  textOption('--host-ip <address>', 'address of the host that clients are told', 'hostIp', defaults.hostIp),
  textOption('--ca-file <file>', 'where the authority’s certificate is written', 'caFile', defaults.caFile),
  waitOption('--host-wait', 'from assigning until the host waits', 'hostWaitMs', defaults.hostWaitMs),
  waitOption('--task-time', 'from the client’s token until the task ends', 'taskMs', defaults.taskMs),
  waitOption(
    '--client-patience',
    'how long the host waits for its client',
    'clientPatienceMs',
    defaults.clientPatienceMs,
  ),
  shareOption(
    '--fail-task-share',
    'share of tasks that end with FAILURE',
    'failTaskShare',
    defaults.failTaskShare,
  ),
];

const ACCESS: ServeOption<FractalServiceOptions>[] = [
  {
    kind: 'value',
    flags: '--rate-limit <n>',
    what: 'calls per minute of a client address to accounts, tokens, assigning; 0 for any',
    fallback: String(defaults.rateLimit),
    read: (text) => ({ rateLimit: readWhole(text, MAX_RATE) }),
  },
  textOption('--admin-username <name>', 'the administrator', 'adminUsername', defaults.adminUsername),
  textOption('--admin-password <text>', 'and the password', 'adminPassword', defaults.adminPassword),
  {
    kind: 'list',
    flags: '--region <name>',
    what: 'a region in place of the usual ones; may be repeated',
    read: (regions) => ({ regions }),
  },
  {
    kind: 'list',
    flags: '--app <name>',
    what: 'an app in place of the usual ones; may be repeated',
    read: (apps) => ({ apps }),
  },
  {
    kind: 'value',
    flags: '--payment <mode>',
    what: 'enforce: only the administrator gets containers; off: all do',
    fallback: defaults.payment,
    read: (text) => ({ payment: readName(text, ['enforce', 'off'] as const) }),
  },
  {
    kind: 'value',
    flags: '--maintenance <mode>',
    what: 'answered with 512: off, tasks, or all',
    fallback: defaults.maintenance,
    read: (text) => ({ maintenance: readName(text, ['off', 'tasks', 'all'] as const) }),
  },
];

/** The container service for `loadline serve fractal` and `loadline demo fractal`. */
export const fractal = defineService({
  description: 'the container service: JSON over HTTP, and a host service with TLS',
  defaults,
  options: [...httpOptions(defaults), ...HOST, ...ACCESS],
  ports: ({ port, hostPort }) => ({ '--port': port, '--host-port': hostPort }),
  start: startFractalService,
  headline: ({ address, hostPort }) => [
    `container service: http://${address}`,
    `host service: https://${address.replace(/:\d+$/, '')}:${hostPort}`,
  ],
  variables: ({ address, hostPort }, options) => ({
    TARGET_HOST: `http://${address}`,
    ADMIN_USERNAME: options.adminUsername,
    ADMIN_PASSWORD: options.adminPassword,
    REGION_NAME: options.regions[0] ?? '',
    HOST_SERVICE_PORT: String(hostPort),
    SSL_CERT_FILE: resolve(options.caFile),
  }),
  examples: [
    ['loadline serve fractal --host-wait 2s', 'how long a host takes'],
    ['loadline serve fractal --rate-limit 100', 'with another rate limit'],
  ],
  demo: {
    users: 10,
    duration: '30s',
    options: () => ({
      port: 0,
      hostPort: 0,
      caFile: join(mkdtempSync(join(tmpdir(), 'loadline-demo-')), 'ca.pem'),
      rateLimit: 0,
    }),
    variables: { EVERY: 'once' },
    cleanUp: ({ caFile }) => rm(dirname(caFile), { recursive: true, force: true }),
  },
});
