import { join } from 'node:path';
import { Command, Option } from 'commander';
import { throwProblems } from '../core/text/problem';
import { comparePaths } from '../results/compare/compare-paths';
import { DEFAULT_MARGIN } from '../results/compare/compare-runs';
import { SAFEGUARDS, type Safeguard } from '../results/compare/likeness';
import { linkProblems } from '../results/links';
import { readMarks, runsOfBaseline } from '../results/run-marks';
import { EXIT } from '../run/run-suite';
import { screenOf } from '../run/screen';
import { OptionErrors } from './option-errors';

interface CompareOptions {
  readonly margin: string;
  readonly baseline: readonly string[];
  readonly reports: string;
  readonly gate: boolean;
  readonly allowInconclusive: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

const SAFEGUARD_NAMES = Object.keys(SAFEGUARDS) as Safeguard[];

const HELP = `
--gate is decided by the failed and delivered rates of every call and journey, and by each time that a
fail threshold bounds. It ends with 99 if one is worse, if a call or journey of every baseline run is in
no candidate run, or if a candidate run failed; else with 3 if one cannot be decided.

The run is the unit: one run on each side decides nothing. Ten on each side, made in turns on one
machine (base, candidate, base …), show a change of a few times the spread between runs.
A folder of run folders stands for all runs in it. --baseline takes the runs that loadline console has
stored under a name, instead of folders before -- or together with them.

Options come before --.`;

/**
 * `loadline compare BASE… -- CANDIDATE…`: ends with 0, or with 2 on wrong usage. With `--gate` it ends with 99 when the
 * candidate is worse, and with 3 when that cannot be decided.
 * @param argv the whole command line: commander does not report the position of `--`
 */
export function compareCommand(argv: readonly string[] = process.argv): Command {
  const command = new Command('compare')
    .usage('[options] [baseline run…] -- <candidate run…>')
    .description('compare runs with runs: better, worse, or not to be told')
    .argument(
      '<runs...>',
      'folders of runs, or of folders of runs: the baseline, then --, then the candidate',
    )
    .option(
      '--margin <percent>',
      'least change of a time or a delivered rate that counts',
      `${DEFAULT_MARGIN * 100}%`,
    )
    .addOption(
      new Option('--baseline <name>', 'a stored baseline of the console; may be repeated')
        .argParser((text: string, others: readonly string[]) => [...others, text])
        .default([])
        .helpGroup('Which runs can be compared:'),
    )
    .addOption(
      new Option('--reports <folder>', 'where the console keeps the runs of --baseline')
        .default('reports')
        .helpGroup('Which runs can be compared:'),
    )
    .option('--gate', 'end with 99 when the candidate is worse, with 3 when that cannot be decided', false)
    .option('--allow-inconclusive', 'with --gate: end with 0 when it cannot be decided', false)
    .addOption(new Option('--force').default(false).hideHelp())
    .option('--json', 'as JSON', false)
    .addHelpText('after', HELP)
    .action((paths: string[], options: CompareOptions, called: Command) => {
      const errors = new OptionErrors();
      const margin = errors.read('--margin', options.margin, parseMargin) ?? 0;
      const sides = errors.read('runs', '', () => splitAtDashes(paths, argv, options.baseline.length > 0));
      if (options.force) errors.add('unknown-option', '--force', FORCE_IS_GONE);
      if (options.allowInconclusive && !options.gate) {
        errors.add(
          'option-without-effect',
          '--allow-inconclusive',
          'only says how --gate ends: write --gate too, or leave it out',
        );
      }
      errors.exitIfAny(called);
      if (!sides) return;
      const { allowInconclusive } = options;
      const stored = storedRuns(options);
      const ignored = SAFEGUARD_NAMES.filter((name) => called.getOptionValue(optionKey(name)) === true);
      const { comparison, text, ...about } = comparePaths({
        candidate: sides.candidate,
        base: [...stored, ...sides.base],
        margin,
        ignored,
        width: screenOf(process.stdout).width,
        ...(options.gate && { gate: { allowInconclusive } }),
      });
      console.log(options.json ? JSON.stringify({ ...about, ...comparison }, null, 2) : text);
      process.exitCode = EXIT_OF[about.gate?.outcome ?? 'passed'];
    });
  for (const name of SAFEGUARD_NAMES) {
    command.option(`--ignore-${name}`, `compare also ${SAFEGUARDS[name]}`, false);
  }
  return command;
}

const EXIT_OF = { passed: EXIT.pass, worse: EXIT.fail, undecided: EXIT.invalid } as const;

const FORCE_IS_GONE = `lifted every safeguard at once and is gone: write what may differ, of ${SAFEGUARD_NAMES.map(
  (name) => `--ignore-${name}`,
).join(', ')}`;

/** Name of the value of `--ignore-<name>` in commander. */
function optionKey(name: Safeguard): string {
  return `ignore${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/**
 * Reads `5%`.
 * @returns a share of 1
 * @throws {Error} on anything else; the message says what to write
 */
export function parseMargin(text: string): number {
  const number = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (number !== undefined) return Number(number) / 100;
  throw new Error(`"${text}" is no margin: write a number from 0 upwards and %, such as 5% or 2.5%`);
}

/** Folders of the runs of all named baselines. @throws {ConfigurationError} when there is no such baseline */
function storedRuns({ baseline: names, reports }: CompareOptions): string[] {
  if (names.length === 0) return [];
  throwProblems(linkProblems(reports));
  const marks = readMarks(reports);
  const runs = names.flatMap((name) => runsOfBaseline(name, marks, reports));
  return [...new Set(runs)].map((run) => join(reports, run));
}

/** @param isNamed whether a stored baseline is given, so that no folder has to come before `--` */
function splitAtDashes(paths: readonly string[], argv: readonly string[], isNamed: boolean) {
  const dashes = argv.indexOf('--');
  const candidate = dashes === -1 ? [] : argv.slice(dashes + 1);
  const base = paths.slice(0, Math.max(0, paths.length - candidate.length));
  if ((base.length > 0 || isNamed) && candidate.length > 0) return { base, candidate };
  throw new Error('write folders of the baseline, then --, then folders of the candidate');
}
