import type { Problem } from '../text/problem';

const REPLACES_LOAD = 'replaces the planned load: unset it, and write USERS or DURATION';
const DROPS_CLEAN_UP = 'leaves the records of the run where they are: unset it';
const CHANGES_REQUESTS = 'changes what is sent, or to whom, and the plan does not show it: unset it';
const CHANGES_PACE = 'changes when calls are made, so that k6 and not the system would be measured: unset it';
const CHANGES_FIGURES = 'changes the figures that the verdict is made from: unset it';
const CHANGES_PROGRAM = 'changes how k6 runs scripts, or which k6 runs them: unset it';
const PRINTS_SECRETS = 'prints passwords and tokens: unset it, and write DEBUG=1, which masks them';

/** Variables of k6 2.2 that change a run although the plan does not show it: what each one does, and what to write instead. */
const CHANGING: Readonly<Record<string, string>> = {
  K6_NO_THRESHOLDS:
    'switches the thresholds off, and a run without thresholds passes whatever happens: unset it',
  K6_THRESHOLDS: 'replaces the thresholds: unset it, and write them into thresholds/<suite>.json',
  K6_NO_SETUP: 'leaves out the sign-ins and the check of the plan: unset it',
  K6_NO_TEARDOWN: DROPS_CLEAN_UP,
  K6_SETUP_TIMEOUT: 'cuts the sign-ins short: unset it',
  K6_TEARDOWN_TIMEOUT: DROPS_CLEAN_UP,
  ...of(REPLACES_LOAD, 'VUS', 'DURATION', 'ITERATIONS', 'STAGES', 'INSTANCE_SCENARIOS', 'CONFIG', 'TYPE'),
  ...of(CHANGES_PACE, 'RPS', 'MIN_ITERATION_DURATION', 'PAUSED', 'LINGER', 'BATCH', 'BATCH_PER_HOST'),
  ...of(CHANGES_PACE, 'NO_CONNECTION_REUSE', 'NO_VU_CONNECTION_REUSE'),
  K6_EXIT_ON_RUNNING:
    'ends k6 as soon as a run in the cloud begins, so that its verdict is not known: unset it',
  ...of(CHANGES_REQUESTS, 'BLACKLIST_IPS', 'BLOCK_HOSTNAMES', 'HOSTS', 'DNS', 'LOCAL_IPS', 'USER_AGENT'),
  ...of(CHANGES_REQUESTS, 'MAX_REDIRECTS', 'NO_COOKIES_RESET', 'DISCARD_RESPONSE_BODIES', 'TLSAUTH'),
  ...of(CHANGES_REQUESTS, 'TLS_CIPHER_SUITES', 'TLS_VERSION', 'INSECURE_SKIP_TLS_VERIFY', 'THROW'),
  ...of(CHANGES_FIGURES, 'SYSTEM_TAGS', 'TAGS', 'METRIC_SAMPLES_BUFFER_SIZE', 'SUMMARY_TREND_STATS'),
  ...of(CHANGES_FIGURES, 'SUMMARY_TIME_UNIT', 'SUMMARY_MODE', 'NO_SUMMARY', 'HANDLE_SUMMARY_TIMEOUT'),
  ...of(CHANGES_FIGURES, 'NEW_MACHINE_READABLE_SUMMARY'),
  ...of(CHANGES_PROGRAM, 'COMPATIBILITY_MODE', 'FEATURES', 'INCLUDE_SYSTEM_ENV_VARS'),
  ...of(CHANGES_PROGRAM, 'AUTO_EXTENSION_RESOLUTION', 'DEPENDENCIES_MANIFEST', 'BUILD_SERVICE_URL'),
  K6_HTTP_DEBUG: PRINTS_SECRETS,
};

/** Variables that say where k6 reads secrets from. */
const HANDED_ON = /^K6_SECRET_SOURCE(_|$)/;

/** Variables without an effect on a run on this machine. `bin/loadline` does not pass them on, and does not refuse them. */
const WITHOUT_EFFECT = /^K6_(NO_USAGE_REPORT$|NO_COLOR$|CLOUD_|BROWSER_|PROMETHEUS_RW_|OTEL_|INFLUXDB_)/;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Finds variables that change what k6 does although the plan does not show it. Both the bundle under plain k6 and
 * `bin/loadline` refuse them.
 */
export function changingVariables(variables: Variables): Problem[] {
  return setNames(variables).flatMap((where) => {
    const message = CHANGING[where];
    return message === undefined ? [] : [{ code: 'variable-of-k6', where, message }];
  });
}

/** Finds further variables that `bin/loadline` does not pass on: it sets them itself, or k6 does not know them. */
export function foreignVariables(variables: Variables): Problem[] {
  return setNames(variables)
    .filter((name) => name.startsWith('K6_') && !isHandedOn(name))
    .filter((name) => CHANGING[name] === undefined && !WITHOUT_EFFECT.test(name))
    .map(
      (where): Problem => ({
        code: 'variable-of-k6',
        where,
        message: where.startsWith('K6_WEB_DASHBOARD')
          ? 'is set by loadline itself: unset it, and write --dashboard'
          : 'is not handed to k6, as loadline sets all of its settings: unset it',
      }),
    );
}

/** Whether k6 may see a variable of the user's environment. Variables that do not begin with `K6_` belong to the script. */
export function isHandedOn(name: string): boolean {
  return !name.startsWith('K6_') || HANDED_ON.test(name);
}

/** k6's final options, with those from flags and its config file. */
export type K6Settings = Readonly<Record<string, unknown>>;

/** Options that must be unset, by name in `options`, with the variable that sets the same option. */
const UNSET_OPTIONS: Readonly<Record<string, string>> = {
  rps: 'K6_RPS',
  noSetup: 'K6_NO_SETUP',
  noTeardown: 'K6_NO_TEARDOWN',
  httpDebug: 'K6_HTTP_DEBUG',
  blacklistIPs: 'K6_BLACKLIST_IPS',
  blockHostnames: 'K6_BLOCK_HOSTNAMES',
  minIterationDuration: 'K6_MIN_ITERATION_DURATION',
  insecureSkipTLSVerify: 'K6_INSECURE_SKIP_TLS_VERIFY',
  throw: 'K6_THROW',
};

/** Finds options, from flags or k6's config file, that change the run in the same way. They are known only in set-up. */
export function changingOptions(options: K6Settings): Problem[] {
  return Object.entries(UNSET_OPTIONS)
    .filter(([option]) => isSet(options[option]))
    .map(
      ([option, name]): Problem => ({
        code: 'variable-of-k6',
        where: `option ${option} of k6`,
        message: `${CHANGING[name]} (it comes from a flag or from the config file of k6)`,
      }),
    );
}

function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value) && value !== '0s';
}

function setNames(variables: Variables): string[] {
  return Object.keys(variables).filter((name) => variables[name] !== undefined && variables[name] !== '');
}

function of(message: string, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`K6_${name}`, message]));
}
