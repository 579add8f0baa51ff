/** The test of a promise: its file and its title, as written there. */
type Proof = readonly [file: string, test: string];

const LEAVES_NO_SECRET: Proof = [
  'tests/secrets.test.ts',
  'with the log level %s, sessions renewed and calls failing',
];
const HOSTILE: Proof = [
  'tests/hostile-texts.test.ts',
  'text of a server puts no control character and no secret into any output or file',
];
const IPV6: Proof = ['tests/addresses.test.ts', 'SERVICE_HOST=%s'];
const REFUSED: Proof = [
  'tests/wrong-target.test.ts',
  'a target that is not allowed is never contacted: k6 alone exits with 108, bin/loadline with 2',
];
const NOT_A_HOST: Proof = [
  'tests/addresses.test.ts',
  '%j is refused before any request, and the error says what to write',
];
const SWEEP: Proof = [
  'tests/sweep.test.ts',
  'removes the records of a killed run, lists them first in a dry run, and does no harm when run again',
];
const HEALTHY: Proof = ['tests/records.test.ts', 'are removed after a healthy run, and no other records'];
const PROBE: Proof = [
  'tests/probe.test.ts',
  '--probe puts no load on an open service, and names the open calls',
];

const LATE_ERRORS: Proof = [
  'tests/ends.test.ts',
  'counts errors after the iteration, which k6 only logs; console output cannot fake one',
];

const SUSPENDED: Proof = [
  'tests/supervision.test.ts',
  'Ctrl-Z does not stop loadline, and when SIGSTOP does, the watcher ends the load, and the run is invalid',
];

/** The tests that prove each sentence of `docs/safety.md`. */
export const PROMISES: Readonly<Record<string, readonly Proof[]>> = {
  'It leaves the files of `reports/<run id>/`; with k6 alone `result.json` in `OUT`.': [
    ['tests/results.test.ts', 'a run writes all its files, and their totals equal the server’s counts'],
  ],
  "Each record that a run makes carries the run's mark in its title or name: `loadline-<run id>`, of several instances `loadline-<run id>/<i>`.":
    [HEALTHY, SWEEP],
  "The mark is written as `[<mark> <n>]`, where `n` is the iteration's number; a suite whose system does not allow such names declares another format.":
    [
      SWEEP,
      [
        'tests/marks.test.ts',
        'a suite whose system accepts only slugs sets the format of its marks: clean-up and sweep find them',
      ],
    ],
  'The clean-up looks for the mark and deletes what carries it until nothing is found; `records_left` counts what stays.':
    [['tests/records.test.ts', 'also when deleting them fails at first']],
  'Records without the mark are never touched, and a second sweep does no harm.': [HEALTHY, SWEEP],
  'A run contacts this machine (`localhost`, `127.*`, `::1`), what the environment file lists under `allow`, and `ALLOW_TARGET`.':
    [['tests/wrong-target.test.ts', '%s is contacted: it is allowed'], IPV6],
  'Any other address, and a URL with a user name in it, ends the run before a packet: 108 from k6 alone, 2 from `bin/loadline`.':
    [REFUSED],
  'Names are compared whole; `localhost.` or `127.0.0.1.` with a dot at its end, for which a name server is asked, is refused.':
    [REFUSED, ['packages/loadline/src/core/network/allowed-target.test.ts', '%s is not']],
  'The guard reads what is dialled: `SERVICE_HOST` is a host alone, an IPv6 address with or without brackets; lists hold hosts or `host:port`; anything else is refused with what to write.':
    [IPV6, NOT_A_HOST],
  'A host that a reply names (`fractal`) has to be in `ALLOW_HOSTS`.': [
    ['tests/fractal.test.ts', 'a host that is not allowed is never contacted; a host in ALLOW_HOSTS is'],
  ],
  'Sources of `observe` are only read, and only at the address that is written there.': [
    ['packages/loadline/src/run/observe/metrics-page.test.ts', 'a redirect is not followed'],
  ],
  'Listeners get figures and events of a run, never load, and only at the address that is written under `listeners`.':
    [['packages/loadline/src/run/listeners/delivery.test.ts', 'a redirect is not followed']],
  'A proxy that the environment names gets nothing; `--proxy` sends HTTP calls through one.': [
    [
      'tests/proxy.test.ts',
      'with HTTP_PROXY set, as in most companies, the target gets all calls and the proxy none, unless there is --proxy',
    ],
  ],
  'Secret is the value of each variable whose name holds `PASSWORD`, `TOKEN`, `SECRET`, `EMAIL`, `CREDENTIAL`, `API_KEY` or `PRIVATE_KEY`, every field of an account (`USER_1_USERNAME`), the query of a URL, tokens of the form of a JWT, and what follows `Bearer`.':
    [
      HOSTILE,
      [
        'tests/roles.test.ts',
        "accounts of an environment's role with a user name sign in, renew a session, and appear in no output",
      ],
    ],
  "Secrets appear in no file of a run, no line of its output at any log level, with `--debug` or not, no archive, nothing in `dist/`, and no process's arguments, even when a server repeats them: as they are, in upper case, URL-encoded, in base64 (as in a Basic header), in hex, escaped for HTML, in JSON in JSON.":
    [
      LEAVES_NO_SECRET,
      ['tests/secrets.test.ts', 'with --debug'],
      ['tests/secrets.test.ts', 'the build contains no secret of the machine'],
      ['tests/archive.test.ts', 'packs no secret, no environment and no path of the machine'],
      HOSTILE,
    ],
  'Values shorter than six characters are not looked for.': [
    ['packages/loadline/src/core/text/secret-mask.test.ts', 'secrets under six characters are not masked'],
  ],
  'All other variables that a suite reads are shown, with their values and wherever they come from, `.env` too: in `plan`, the log and the reports.':
    [
      [
        'packages/loadline/src/k6/user/env.test.ts',
        'takes variables that are set, falls back to defaults, and reports the source of each value',
      ],
    ],
  "Secrets come from the environment, `.env` or k6's secret source. k6's own `--http-debug` prints tokens: do not use it.":
    [
      ['tests/secrets.test.ts', 'come to bin/loadline through K6_SECRET_SOURCE'],
      ['tests/variables.test.ts', 'only the accounts that the environment lists sign in'],
    ],
  "A run's folder is its owner's alone (mode 0700), its files 0600.": [
    ['tests/hostile-texts.test.ts', 'without --report-mode, other users cannot open the folder of a run'],
  ],
  '`--report-mode 0644` sets the mode of the reports: `report.html`, `junit.xml`, `summary.md`, the CSV files, `result.json`, and where `--html`, `--csv` and `--junit` put copies, which else get the mode of any file of their user.':
    [HOSTILE],
  'The folder then lets others through to the reports (0711), not to the rest.': [HOSTILE],
  'Reports hold no secret.': [HOSTILE, LEAVES_NO_SECRET],
  'Links in `reports/` that lead out of it are not followed: `list --runs` names them, `report` and `compare` refuse them.':
    [
      ['packages/loadline/src/results/links.test.ts', 'report refuses a link: %s'],
      ['packages/loadline/src/results/links.test.ts', 'compare reports such a run'],
      [
        'packages/loadline/src/cli/list-runs.test.ts',
        'links that lead out of the folder are not followed: that of a run gets a message, that of a file is a problem of its run',
      ],
    ],
  'Terminal escapes and all other control characters are removed from what a server, a file or a variable supplied, before it reaches a terminal, a log or a report.':
    [HOSTILE],
  'In CSV files a text that a spreadsheet would take for a formula gets an apostrophe.': [
    ['packages/loadline/src/ui/report/csv.test.ts', 'does not let %j become a formula'],
  ],
  '`--probe` puts no load on a service that accepts calls without a valid token.': [PROBE],
  'Where there is no suite `<suite>-auth` to try them, `--probe` is refused with 2.': [
    ['tests/all-mistakes.test.ts', 'options that a mode would ignore are refused, each by its name: %j'],
  ],
  'It names each open call, and ends with 99.': [PROBE],
  'A run signs in once for each account before the load, or `MAX_SESSIONS` times; then at most once before each iteration and once for each call whose token is refused.':
    [
      ['tests/sessions.test.ts', 'MAX_SESSIONS=3: three sign-ins with the accounts in turn'],
      ['tests/sessions.test.ts', 'a session that the server refuses is renewed once, and its call repeated'],
      ['tests/sign-ins.test.ts', 'each virtual user signs in once, also with two calls at the same time'],
    ],
  'A sign-in that fails is not repeated within that iteration.': [
    ['tests/sessions.test.ts', 'fails the iteration with its own cause, and is tried once per iteration'],
  ],
  'The set-up installs only by `npm ci --ignore-scripts` and the Go modules of `tools/*/go.sum`; installing runs no script of a package.':
    [['tests/promises.test.ts', 'installed packages run no script and have the pinned versions']],
  '| ends, passed or failed; is ended by a threshold with `abort`; is stopped once by Ctrl-C, SIGINT or SIGTERM | 0 |':
    [
      HEALTHY,
      ['tests/records.test.ts', 'are removed after a run that broke its thresholds'],
      ['tests/records.test.ts', 'are removed after a run that a threshold with `abort` has ended'],
      ['tests/records.test.ts', 'are removed after one Ctrl-C in the middle'],
    ],
  '| fails in its set-up, also half-way through | 0 |': [
    ['tests/records.test.ts', 'do not exist after a set-up that failed half-way'],
  ],
  '| is killed (SIGKILL) | what was there, until `loadline sweep SUITE --run <id>` or `--older-than 1h`; `--dry-run` only tells |':
    [SWEEP, ['tests/sweep.test.ts', 'selects runs by their age']],
  '| is one of `requests` | all requests: that system has no call to delete them, which summary and reports say in place of a number |':
    [['tests/requests-settings.test.ts', 'a filter that finds nothing in a whole run is a warning']],
  'SIGHUP, SIGTERM and Ctrl-C stop k6, which removes its records.': [
    ['tests/ends.test.ts', 'records the signal that loadline received, for each instance%s'],
    ['tests/records.test.ts', 'are removed after a healthy run, and no other records'],
  ],
  'When loadline itself is killed or crashes, a small watcher process stops k6 with one SIGINT, gives its clean-up 60 s, and writes `supervisor_lost` into `end-<i>.json`.':
    [
      [
        'tests/supervision.test.ts',
        'kill -KILL of loadline, %s: k6 stops at once and cleans up, and the watcher writes a record and ends',
      ],
    ],
  'Ctrl-Z stops nothing while k6 runs.': [SUSPENDED],
  'When SIGSTOP stops loadline for 2 s, the watcher stops k6 in the same way, and the run is invalid.': [
    SUSPENDED,
  ],
  'A reader of the output that goes away (`| head -3`) ends nothing, and a second Ctrl-C loses no report.': [
    ['tests/supervision.test.ts', 'a reader that closes the pipe, as `| head -3` does, does not end the run'],
    ['tests/supervision.test.ts', 'a second Ctrl-C does not prevent the reports'],
  ],
  'k6 only logs a rejected promise, or an exception in a timer, of an iteration that has returned.': [
    LATE_ERRORS,
  ],
  "`bin/loadline` counts them from k6's log as script errors; k6 alone counts those in timers and calls that end after their iteration.":
    [LATE_ERRORS],
};

/** Sentences that promise nothing. */
export const ADVICE: readonly string[] = [
  'With k6 alone nobody watches.',
  'Two processes must die before load outlives loadline: loadline and its watcher, both by SIGKILL. k6 then sends the rest of its plan and waits for a reader of its samples: end it by `kill` with its pid.',
  'Each sentence below has a test; `tests/harness/promises.ts` names it.',
];
