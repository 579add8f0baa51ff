import { formatDuration } from '../loadline';
import { defineService } from '../serve/define-service';
import { httpOptions } from '../serve/http-options';
import { readName, readTokenLife, readWhole } from '../serve/option-readers';
import { type ServeOption, shareOption, textOption, waitOption } from '../serve/serve-options';
import { CHATER_SERVICE_DEFAULTS, type ChaterServiceOptions } from './chater-service-options';
import { startChaterService } from './start-chater-service';

const MAX_DAILY_LIMIT = 1_000_000_000;
const defaults = CHATER_SERVICE_DEFAULTS;

const ACCESS: ServeOption<ChaterServiceOptions>[] = [
  {
    kind: 'value',
    flags: '--auth <mode>',
    what: 'enforce: calls need a token; off: all calls are the test user’s',
    fallback: defaults.auth,
    read: (text) => ({ auth: readName(text, ['enforce', 'off'] as const) }),
  },
  {
    kind: 'value',
    flags: '--secret <text>',
    what: 'key of the tokens, 32 bytes or more; a random one if empty',
    fallback: defaults.secret,
    read: (secret) => ({ secret: readSecret(secret) }),
  },
  textOption('--test-user-email <email>', 'who gets a token', 'testUserEmail', defaults.testUserEmail),
  {
    kind: 'value',
    flags: '--test-token-life <duration>',
    what: 'from 1s',
    fallback: formatDuration(defaults.testTokenLifeMs),
    read: (text) => ({ testTokenLifeMs: readTokenLife(text) }),
  },
  textOption(
    '--accepted-id-token <text>',
    'the identity token that POST /eater_auth accepts',
    'acceptedIdToken',
    defaults.acceptedIdToken,
  ),
  {
    kind: 'value',
    flags: '--daily-limit <n>',
    what: 'photos and recommendations of a user per UTC day',
    fallback: String(defaults.dailyLimit),
    read: (text) => ({ dailyLimit: readWhole(text, MAX_DAILY_LIMIT) }),
  },
  {
    kind: 'list',
    flags: '--exempt-email <email>',
    what: 'who has no daily limit, in place of the test user; nobody if empty',
    read: (emails) => ({ exemptEmail: emails.at(-1) ?? '' }),
  },
];

const BACK_END: ServeOption<ChaterServiceOptions>[] = [
  waitOption('--poll-quantum', 'how often answers are looked for', 'pollQuantumMs', defaults.pollQuantumMs),
  waitOption('--back-end-time', 'what the back end needs', 'backendMs', defaults.backendMs),
  shareOption(
    '--silent-share',
    'share of waiting calls the back end never answers',
    'noAnswerShare',
    defaults.noAnswerShare,
  ),
  waitOption(
    '--answer-timeout',
    'how long calls wait for an answer; 0s: as long as in the real system',
    'answerTimeoutMs',
    defaults.answerTimeoutMs,
  ),
  shareOption(
    '--not-food-share',
    'share of photos found to be no food',
    'notFoodShare',
    defaults.notFoodShare,
  ),
  shareOption(
    '--failed-text-share',
    'share of calls answered with 200 and the text Failed',
    'failedTextShare',
    defaults.failedTextShare,
  ),
  shareOption(
    '--empty-success-share',
    'share of success replies that say success = false',
    'emptySuccessShare',
    defaults.emptySuccessShare,
  ),
];

/** The food diary for `loadline serve chater` and `loadline demo chater`. */
export const chater = defineService({
  description: 'the food diary: protobuf and JSON over HTTP',
  defaults,
  options: [...httpOptions(defaults), ...ACCESS, ...BACK_END],
  ports: ({ port }) => ({ '--port': port }),
  start: startChaterService,
  headline: ({ address }) => [`food diary: http://${address}`],
  variables: ({ address, testUserToken, testUserEmail }) => ({
    TARGET_HOST: `http://${address}`,
    TEST_USER_TOKEN: testUserToken,
    TEST_USER_EMAIL: testUserEmail,
  }),
  examples: [
    ['loadline serve chater --port 0', 'on a free port'],
    ['loadline serve chater --latency 50ms --hang-share 0.01', 'slower, and some calls are never answered'],
  ],
  demo: { users: 10, duration: '30s', options: () => ({ port: 0 }) },
});

/** The secret is not in the error text, which ends up in the logs of a pipeline. */
function readSecret(secret: string): string {
  if (secret !== '' && Buffer.byteLength(secret) < 32)
    throw new Error('is too short: write 32 bytes or more');
  return secret;
}
