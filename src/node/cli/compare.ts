import { Command } from 'commander';
import { comparePaths } from '../compare/compare-paths';
import { DEFAULT_MARGIN } from '../compare/compare-runs';
import { EXIT } from '../run/run-suite';
import { OptionErrors } from './option-errors';

interface CompareOptions {
  readonly margin: string;
  readonly gate: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

const HELP = `
The run is the unit: one run on each side decides nothing. Ten on each side, made in turns on one
machine (base, candidate, base …), show a change of a few times the spread between runs.
A folder of run folders stands for all runs in it.

Options come before --. Example: loadline compare --gate reports/main -- reports/branch`;

/**
 * `loadline compare BASE… -- CANDIDATE…`: ends with 0, with 99 when something is worse and `--gate` is given, with 2 on wrong
 * usage.
 * @param argv the whole command line; commander does not tell where `--` stood
 */
export function compareCommand(argv: readonly string[] = process.argv): Command {
  return new Command('compare')
    .usage('[options] <baseline run…> -- <candidate run…>')
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
    .option('--gate', 'end with 99 when something is worse', false)
    .option('--force', 'compare runs of different plans or targets, and invalid runs', false)
    .option('--json', 'as JSON', false)
    .addHelpText('after', HELP)
    .action((paths: string[], options: CompareOptions, command: Command) => {
      const errors = new OptionErrors();
      const margin = errors.read('--margin', options.margin, parseMargin) ?? 0;
      const sides = errors.read('runs', '', () => splitAtDashes(paths, argv));
      errors.exitIfAny(command);
      if (!sides) return;
      const { comparison, text, ...about } = comparePaths({ ...sides, margin, force: options.force });
      console.log(options.json ? JSON.stringify({ ...about, ...comparison }, null, 2) : text);
      const isWorse = comparison.rows.some(({ verdict }) => verdict === 'worse');
      process.exitCode = options.gate && isWorse ? EXIT.fail : EXIT.pass;
    });
}

/**
 * Reads `5%`.
 * @returns a share of 1
 * @throws {Error} on anything else, saying what to write
 */
export function parseMargin(text: string): number {
  const number = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (number !== undefined) return Number(number) / 100;
  throw new Error(`"${text}" is no margin: write a number from 0 upwards and %, such as 5% or 2.5%`);
}

function splitAtDashes(paths: readonly string[], argv: readonly string[]) {
  const dashes = argv.indexOf('--');
  const candidate = dashes === -1 ? [] : argv.slice(dashes + 1);
  const base = paths.slice(0, Math.max(0, paths.length - candidate.length));
  if (base.length > 0 && candidate.length > 0) return { base, candidate };
  throw new Error('write folders of the baseline, then --, then folders of the candidate');
}
