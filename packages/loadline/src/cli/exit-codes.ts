import { indented, table } from '../core/text/layout';
import { EXIT } from '../run/run-suite';

/** What each exit code of `loadline` means, whatever the command. */
export const EXIT_CODES: readonly { readonly code: number; readonly meaning: string }[] = [
  {
    code: EXIT.pass,
    meaning: 'pass: the command did what it was asked; of a run: every threshold that was judged held',
  },
  { code: EXIT.found, meaning: 'found: `doctor` or `generate --check` names something to correct' },
  { code: EXIT.usage, meaning: 'wrong usage: every mistake is listed, and no request was sent' },
  { code: EXIT.invalid, meaning: 'invalid: the run cannot be judged, or the command could not finish' },
  {
    code: EXIT.notAdmitted,
    meaning: 'not admitted: the collect server did not let this instance in, and there was no load',
  },
  { code: EXIT.notDelivered, meaning: 'not delivered: the collect server did not take what was measured' },
  { code: EXIT.fail, meaning: 'fail: a threshold is broken, or the comparison found something worse' },
  { code: EXIT.interrupted, meaning: 'interrupted by Ctrl-C, SIGINT, SIGTERM or SIGHUP' },
];

const WRONG_USAGE = 'the command line, a plan file or a variable is wrong: all mistakes are listed';
const RUN_CODES = {
  0: 'pass',
  2: `${WRONG_USAGE}, and no request was sent`,
  3: 'invalid: the run cannot be judged; or it passed, and a report could not be written to its path',
  99: 'fail: a threshold is broken, or the system did not absorb the load',
  105: 'interrupted: records are removed, what was measured is reported',
};

const SERVE_CODES = { 0: 'ended by Ctrl-C or SIGTERM', 2: 'an option is wrong, or a port is taken' };

/** Exit codes of each command and their meaning for it. */
const COMMAND_EXIT_CODES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  init: {
    0: 'all is written, and it builds; the last line tells how the first iteration went, or what is missing for it: a k6, variables, the service',
    2: 'an option is wrong, or what describes the service cannot be read: nothing is written; or what was written does not build; with --measure: what a run lacks, and no run took place',
    3: 'with --measure: the run is invalid, and no bound is added',
    99: 'with --measure: the run failed, and no bound is added',
    105: 'with --measure: the run was interrupted, and no bound is added',
  },
  run: {
    ...RUN_CODES,
    4: 'with --collector: this instance was not let in, and there was no load',
    5: 'with --collector: the load was, but its files could not be delivered',
  },
  plan: {
    0: 'the test could run',
    2: `${WRONG_USAGE}; or the run does not fit into the memory or the open files`,
  },
  list: { 0: 'listed', 2: 'a plan file is wrong' },
  completion: { 0: 'printed', 2: 'the shell is not one of these' },
  report: { ...RUN_CODES, 2: 'the folders are not those of one run: no report is made' },
  collect: { ...RUN_CODES, 2: 'an option or the token is wrong, or the port is taken' },
  manifest: { 0: 'printed', 2: WRONG_USAGE },
  k8s: {
    0: 'run, wait: pass; delete: removed',
    2: 'an option is wrong, there is no such run, or the cluster refused',
    3: 'run, wait: invalid, or the collect server was lost',
    99: 'run, wait: fail',
    105: 'run, wait: the run was interrupted',
  },
  cloud: {
    0: 'pass: the thresholds held',
    2: `${WRONG_USAGE}, and nothing was uploaded; or the cloud refused the run or cannot be reached, and there was no load`,
    3: 'invalid: the cloud ended the run with an error, or the run cannot be judged',
    99: 'fail: a threshold was crossed',
    105: 'interrupted: the run was stopped in the cloud, too',
  },
  compare: {
    0: 'compared; with --gate: nothing is worse',
    2: 'an option is wrong, or the runs cannot be compared: the reasons are listed',
    3: 'with --gate: whether it is worse cannot be decided',
    99: 'with --gate: the candidate is worse',
  },
  console: {
    0: 'ended by Ctrl-C or SIGTERM',
    2: 'an option is wrong, or the port is taken: a free one is named',
  },
  capacity: {
    0: 'both ends were found: the highest level that held, and the lowest that broke',
    2: `${WRONG_USAGE}, and no request was sent`,
    3: 'a level was not found: the result has the reason and what is known; or its files could not be written',
    105: 'interrupted: records are removed; the result has what is known',
  },
  prove: {
    0: 'each threshold broke under a fault',
    2: `${WRONG_USAGE}; or the environment does not allow faults`,
    3: 'the system fails without a fault, or that run is invalid: no fault is injected',
    99: 'a threshold is asleep or could not be reached: the table says why',
    105: 'interrupted: records are removed',
  },
  prune: { 0: 'deleted', 2: 'an option is wrong: nothing is deleted' },
  thresholds: {
    0: 'suggested',
    2: 'the test is unknown, there are too few runs, they cannot be compared, or the thresholds file cannot be written: the reasons are listed',
  },
  setup: {
    0: 'all of it is there',
    2: `${WRONG_USAGE}; or the suite makes nothing`,
    3: 'not all of it could be made',
    105: 'interrupted: it prints how to remove what was made',
  },
  sweep: {
    0: 'nothing is left',
    2: WRONG_USAGE,
    3: 'something is left, or could not be looked for',
    105: 'interrupted',
  },
  archive: { 0: 'packed', 2: WRONG_USAGE, 3: 'k6 could not pack it' },
  serve: SERVE_CODES,
  demo: RUN_CODES,
  build: {
    0: 'built, and every suite makes a plan under every profile',
    2: 'it does not build, or a suite makes no plan: what is wrong is listed',
  },
  generate: {
    0: 'written; with --check: they are what the protos make',
    1: 'with --check: they are not; each file is named',
    2: 'the protos cannot be read',
  },
  doctor: {
    0: 'this machine can run tests',
    1: 'something is missing: its line says what to do',
    2: WRONG_USAGE,
  },
  k6: { 0: 'done', 2: 'there is no k6, or none can be built' },
  check: {
    0: 'every suite makes a plan under every profile',
    2: 'one does not: what is wrong is listed',
  },
  help: { 0: 'printed', 2: 'there is no such command or topic' },
};

/** Exit codes of a command and their meaning. @param path such as `run` or `serve vacancies` */
export function exitCodesOf(path: string): Readonly<Record<number, string>> {
  return COMMAND_EXIT_CODES[path.split(' ')[0] ?? ''] ?? {};
}

const VERDICTS = [
  ['verdict', 'when', 'loadline', 'k6 alone'],
  ['pass', 'delivered, every threshold has data, every judged one holds', '0', '0'],
  ['fail', 'a threshold is broken or ended the run; failures that nothing bounds', '99', '99'],
  ['fail', 'arrivals dropped, or calls that never happened: not absorbed', '99', '99'],
  ['invalid', 'a script error, a starved generator, iterations missing, no data', '3', '99'],
  ['invalid', 'k6 killed, the disk full, no threshold judged', '3', '99'],
  ['invalid', 'the set-up failed', '3', '107'],
  ['-', 'wrong configuration: all of it is listed, no request is sent', '2', '107'],
  ['-', 'a host that may not be contacted', '2', '108'],
  ['-', 'interrupted: records are removed, what was measured is reported', '105', '105'],
];

/** Output of `loadline help exit-codes`. */
export function exitCodesText(): string {
  return [
    'Exit codes of loadline',
    '',
    indented(table(EXIT_CODES.map(({ code, meaning }) => [String(code), meaning])).join('\n')),
    '',
    'Verdict of a run, and how `loadline run` and `k6 run dist/<suite>.js` end',
    '',
    indented(table(VERDICTS).join('\n')),
    '',
    'Each command prints its own exit codes with --help.',
  ].join('\n');
}
