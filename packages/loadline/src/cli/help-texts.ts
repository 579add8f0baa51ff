/** What the help of a command says besides its options. */
export interface HelpText {
  /** Two command lines or more, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** Exit codes that the command ends with; a text where it says more than the code's general meaning. */
  readonly exitCodes: Readonly<Record<number, string>>;
}

const WRONG_USAGE = 'the command line, a plan file or a variable is wrong: all mistakes are listed';
const RUN_CODES = {
  0: 'pass',
  2: `${WRONG_USAGE}, and no request was sent`,
  3: 'invalid: the run cannot be judged',
  99: 'fail: a threshold is broken, or the system did not absorb the load',
  105: 'interrupted: records are removed, what was measured is reported',
};

/** Of `loadline serve` and each command below it. */
export const SERVE_CODES = { 0: 'ended by Ctrl-C or SIGTERM', 2: 'an option is wrong, or a port is taken' };

/** By command. */
export const HELP_TEXTS: Readonly<Record<string, HelpText>> = {
  run: {
    examples: [
      ['loadline run vacancies-load', 'a test of the registry'],
      [
        'loadline run --users 20 --duration 1m --tags listing',
        'the current test, smaller, some journeys only',
      ],
      ['loadline run vacancies-load --instances 3', 'three k6 processes, one schedule, one verdict'],
      ['loadline run --debug', 'each journey once, with every request and reply'],
    ],
    exitCodes: RUN_CODES,
  },
  plan: {
    examples: [
      ['loadline plan vacancies-step', 'settings with their sources, users over time, memory, thresholds'],
      ['loadline plan --profile stress --set profile.users=500', 'the current test with other values'],
    ],
    exitCodes: {
      0: 'the test could run',
      2: `${WRONG_USAGE}; or the run does not fit into the memory or the open files`,
    },
  },
  list: {
    examples: [
      ['loadline list', 'the tests of the registry'],
      ['loadline list --runs --json', 'the runs in reports/, newest first, for programs'],
    ],
    exitCodes: { 0: 'listed', 2: 'a plan file is wrong' },
  },
  report: {
    examples: [
      ['loadline report reports/nightly-17', 'verdict and reports of one run, anew'],
      [
        'loadline report a/nightly-17 b/nightly-17 --out merged',
        'one verdict over instances of two machines',
      ],
    ],
    exitCodes: { ...RUN_CODES, 2: 'the folders are not those of one run: no report is made' },
  },
  compare: {
    examples: [
      ['loadline compare reports/main -- reports/branch', 'all runs below two folders'],
      ['loadline compare --gate reports/before-* -- reports/after-*', 'for CI: the exit code tells'],
    ],
    exitCodes: {
      0: 'compared; with --gate: nothing is worse',
      2: 'an option is wrong, or the runs cannot be compared: the reasons are listed',
      3: 'with --gate: whether it is worse cannot be decided',
      99: 'with --gate: the candidate is worse',
    },
  },
  setup: {
    examples: [
      ['loadline setup fractal --users 50', 'makes the users of the test, and leaves them there'],
      ['loadline sweep fractal --users 50', 'removes them again'],
    ],
    exitCodes: {
      0: 'all of it is there',
      2: `${WRONG_USAGE}; or the suite makes nothing`,
      3: 'not all of it could be made',
      105: 'interrupted: it prints how to remove what was made',
    },
  },
  sweep: {
    examples: [
      ['loadline sweep vacancies --run 20260301-120000-a1b2 --dry-run', 'lists what one run left'],
      ['loadline sweep vacancies --older-than 1h', 'removes what runs of more than an hour ago left'],
    ],
    exitCodes: {
      0: 'nothing is left',
      2: WRONG_USAGE,
      3: 'something is left, or could not be looked for',
      105: 'interrupted',
    },
  },
  archive: {
    examples: [
      ['loadline archive vacancies', 'into dist/vacancies.tar'],
      ['PROFILE=load USERS=20 loadline archive vacancies --out load.tar', 'with another load, elsewhere'],
    ],
    exitCodes: { 0: 'packed', 2: WRONG_USAGE, 3: 'k6 could not pack it' },
  },
  serve: {
    examples: [
      ['loadline serve vacancies', 'on its usual port; it prints the accounts'],
      ['loadline serve requests --port 0 --fail-share 0.01', 'on a free port, with a fault'],
    ],
    exitCodes: SERVE_CODES,
  },
  demo: {
    examples: [
      ['loadline demo', 'the vacancies suite against its own service'],
      ['loadline demo requests --users 10 --duration 10s', 'another suite, smaller'],
    ],
    exitCodes: RUN_CODES,
  },
  check: {
    examples: [
      ['loadline check', 'after an edit of thresholds/ or plans/profiles/ and `make build`'],
      ['loadline check && loadline plan', 'then what the current test would do'],
    ],
    exitCodes: {
      0: 'every suite makes a plan under every profile',
      2: 'one does not: what is wrong is listed',
    },
  },
  help: {
    examples: [
      ['loadline help run', 'the same as loadline run --help'],
      ['loadline help exit-codes', 'verdicts and exit codes'],
    ],
    exitCodes: { 0: 'printed', 2: 'there is no such command or topic' },
  },
};

/** Groups of options, by the names of the options; those of no group stand under "Options". */
export const OPTION_GROUPS: Readonly<Record<string, readonly string[]>> = {
  'The load': ['users', 'duration', 'spawn-rate', 'profile', 'repeat', 'start-at'],
  'What runs, and where': ['env', 'tags', 'exclude-tags', 'skip-health', 'set', 'log-level', 'proxy'],
  'How it runs': ['debug', 'probe', 'flat', 'instances', 'instance', 'run-id'],
  'While it runs': ['dashboard', 'open'],
  Reports: ['html', 'csv', 'junit', 'baseline', 'out', 'report-mode'],
  'Which runs can be compared': ['margin', 'force'],
  'For CI': ['gate', 'allow-inconclusive'],
};
