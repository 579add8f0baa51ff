/** The meaning of a kind of user error, and the general cure. The message of an error has both for its own case. */
interface ProblemKind {
  readonly means: string;
  readonly cure: string;
}

/**
 * All kinds of user errors, by the code in brackets behind the message. Codes are stable, because scripts and searches use
 * them.
 */
export const PROBLEM_KINDS = kinds({
  // The command line
  'unknown-command': {
    means: 'there is no command or help topic of this name',
    cure: '`loadline --help` lists the commands',
  },
  'unknown-option': {
    means: 'the command has no such option',
    cure: '`loadline COMMAND --help` lists its options',
  },
  'unknown-name': {
    means: 'no test, suite, profile, environment, variable, tag or baseline has this name',
    cure: 'write one of the names that the message lists; `loadline list` shows the tests',
  },
  'argument-missing': {
    means: 'the command needs an argument, an option or a value that is not there',
    cure: 'write it as the message shows',
  },
  'argument-excess': {
    means: 'the command takes fewer arguments',
    cure: 'leave out what is too much; quote values with blanks',
  },
  'option-value': {
    means: 'an option has a value that it does not take',
    cure: 'write a value such as the message shows',
  },
  'option-repeated': { means: 'an option is written more than once', cure: 'write it once' },
  'option-without-effect': {
    means: 'an option would change nothing in this mode or of this suite',
    cure: 'leave it out, or use it with the command that it belongs to',
  },
  'set-path': {
    means: '`--set` names nothing that can be set, or gives it a value that it does not take',
    cure: 'write a path of profile, environment or test, such as `--set profile.users=10`',
  },
  'set-without-effect': {
    means: '`--set` changes nothing, or something that another option sets',
    cure: 'leave it out, or write one of the two',
  },
  'not-writable': {
    means: 'a file or folder cannot be written',
    cure: 'free space, change its permissions, or name another place',
  },
  'port-taken': {
    means: 'another program listens on the port',
    cure: 'write the free port that the message names, or stop that program',
  },
  'report-path': {
    means: 'the path of a report is a file that a run needs, or that of another report',
    cure: 'write a path of its own for each report',
  },
  'report-not-written': {
    means: 'the run is over, but one of its reports could not be written',
    cure: 'mend what the message names and make it again with `loadline report`',
  },
  // Variables
  'variable-missing': {
    means: 'a variable that the suite needs is not set',
    cure: 'set it in the environment or in `.env`',
  },
  'variable-value': {
    means: 'a variable has a value that cannot be read or used',
    cure: 'write a value such as the message shows; docs/variables.md lists all variables',
  },
  'variable-of-loadline': {
    means: 'loadline sets this variable itself',
    cure: 'unset it, and write the option that the message names',
  },
  'variable-of-k6': {
    means: 'a variable or setting of k6 would change the run without a word in its plan',
    cure: 'unset it',
  },
  'secret-source': {
    means: "k6's secret source is missing, or does not have a secret",
    cure: 'correct `K6_SECRET_SOURCE`, or set the secret as a variable',
  },
  'dot-env': {
    means: 'the file `.env` cannot be read, or a line of it does not set what it seems to set',
    cure: 'write lines `NAME=value`, as UTF-8',
  },
  'target-not-allowed': {
    means:
      'an address is neither this machine nor allowed to be put under load, or cannot be read as one host',
    cure: 'if the system is yours to load, add it to `allow` of its environment or to `ALLOW_TARGET`',
  },
  'faults-not-allowed': {
    means:
      'the file of the environment does not say that `loadline prove` may harm connections to the system',
    cure: 'if nobody minds, write `prove: true` into the file of the environment, and add the system to its `allow`',
  },
  'nothing-to-run': {
    means: 'the choice of journeys, users and time leaves nothing to do',
    cure: 'choose other tags, more users, or a longer duration',
  },
  'archive-is-fixed': {
    means: 'an archive puts the load on that it was made with',
    cure: 'unset the variables of the load, or make another archive',
  },
  'cloud-upload': {
    means:
      'Grafana Cloud k6 cannot run this: its load generators do not reach the system, or a secret would be uploaded',
    cure: 'name another environment, unset the secret, or use `--local-execution` or `loadline run`',
  },
  cluster: {
    means: 'kubectl cannot be started or failed, or there is no such run in the cluster',
    cure: 'try the same with kubectl; name its `--context` and `--namespace`',
  },
  listener: {
    means: 'a listener of the environment cannot be reached, or refuses the token or the format',
    cure: 'correct what the message names, or write `optional: true` if the run may go on without it: docs/telemetry.md',
  },
  'observed-source': {
    means: 'a source of `observe` in the environment cannot be read, or does not have a series',
    cure: 'correct what the message names, or write `optional: true` if the run may go on without it: docs/observe.md',
  },
  // Files of the project
  'no-project': {
    means: 'no folder from here upwards is a project of loadline',
    cure: 'start loadline in a project, or make one with `npx loadline init`',
  },
  'plan-file-missing': { means: 'a file of `plans/` is missing', cure: 'write it: docs/plans.md' },
  'plan-file-name': { means: 'a file of `plans/` is not read', cure: 'let its name end in `.yml`' },
  'plan-file-value': {
    means: 'a file of `plans/` is no YAML, or has a key or value that does not belong there',
    cure: 'correct it at the place that the message names; docs/plans.md shows all keys',
  },
  'profile-value': {
    means: 'a profile makes no load: its users, times or steps do not go together',
    cure: 'change the profile, or the options that replace its values',
  },
  'threshold-file': {
    means: 'a file of `thresholds/` is missing, is no JSON, or has a key twice',
    cure: 'restore or correct it: docs/thresholds.md',
  },
  'threshold-value': {
    means: 'a threshold has a bound or a key that it does not take',
    cure: 'write it as the message shows: docs/thresholds.md',
  },
  'threshold-name': {
    means: 'a threshold is on a call, journey, metric or profile that the suite does not have',
    cure: 'write one of the names that the message lists',
  },
  'threshold-missing': {
    means: 'nothing bounds how many iterations of a journey may fail',
    cure: 'write a `failed` threshold of the level `fail` for the journey',
  },
  'suite-declaration': {
    means:
      'a suite declares journeys, calls, metrics or pauses that do not go together, or reads test data that does not exist',
    cure: 'correct the suite, or write the data, and build again',
  },
  'bundle-not-loaded': {
    means: 'k6 cannot load the bundle of a suite, because the suite uses a language feature that k6 lacks',
    cure: 'rewrite the line, for example with `await` in a loop instead of `for await`, and build again',
  },
  'suite-cannot': {
    means: 'the suite has nothing that this command works with',
    cure: 'name another suite, or write what the message shows',
  },
  'services-module': {
    means: 'the reference services of the project cannot be loaded',
    cure: 'correct `loadline.services` in `package.json`, or the module that it names',
  },
  'project-folder': {
    means: 'files of another program are where `loadline init` would write a project',
    cure: 'change the file as the message says, or run `loadline init` in a folder of its own',
  },
  'service-description': {
    means:
      'the protos, OpenAPI document or reflection that `loadline init` reads say nothing that it can use',
    cure: 'correct the path or address, or the description itself',
  },
  // The build
  'not-built': { means: 'there are no bundles, or a part of one is missing', cure: 'run `loadline build`' },
  'built-from-other-files': {
    means: 'a profile or thresholds file is not what was built in',
    cure: 'run `loadline build`',
  },
  'built-by-other-version': {
    means: 'another version of loadline built the bundle',
    cure: 'run `loadline build`',
  },
  // The machine
  'k6-program': {
    means: 'there is no k6, not one of a version from 2.2 on and below 3, or it does not start',
    cure: 'run `make k6`, install one, or name one by `K6=`',
  },
  memory: {
    means: 'the run needs more memory than the machine has available',
    cure: 'plan fewer users or a shorter run, or use a larger machine',
  },
  'open-files': {
    means: 'the run needs more open files than this process may have',
    cure: 'raise the limit: `ulimit -n`; or plan fewer users',
  },
  // The run's folder
  'run-id': { means: 'a run id names no folder', cure: 'write letters, digits, dots and dashes' },
  'run-id-taken': { means: 'there is a run of this id', cure: 'choose another id, or none' },
  'link-refused': {
    means: 'a link stands where a file or folder of a run belongs, and links are not followed',
    cure: 'put the file itself there',
  },
  'start-at': {
    means: 'the start of the load is too near for what has to happen before',
    cure: 'choose a later instant for `--start-at`',
  },
  // Runs that are read again
  'run-unreadable': {
    means: 'a file of a run is missing, damaged, or made by another version',
    cure: 'name the folder of a run as loadline left it, or run again',
  },
  'run-parts': {
    means: 'the folders are not those of one run, or one is given twice',
    cure: 'name the folder of each instance once',
  },
  'runs-unlike': {
    means: 'the runs differ in what decides their figures, so that a comparison would mislead',
    cure: 'compare runs of the same test, or allow the difference with the `--ignore-…` option that is named',
  },
  'runs-count': {
    means: 'a run is given more than once, or there are too many runs',
    cure: 'name each run once, and fewer of them',
  },
});

/** The codes. The compiler refuses any other text. */
export type ProblemCode = keyof typeof PROBLEM_KINDS;

/** Keeps the keys, but not the texts, in the type. */
function kinds<Code extends string>(
  all: Readonly<Record<Code, ProblemKind>>,
): Readonly<Record<Code, ProblemKind>> {
  return all;
}
