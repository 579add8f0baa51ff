import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { counted } from '../core/text/counted';
import { table, wrap } from '../core/text/layout';
import { thereIsNo } from '../core/text/nearest';
import { showMs, showPercent } from '../core/text/numbers';
import { own } from '../core/text/own';
import { oneLine } from '../core/text/printable';
import { collectProblems, type Problem } from '../core/text/problem';
import { compileThresholds } from '../core/thresholds/compile-thresholds';
import { suggestedWhy } from '../core/thresholds/measured-why';
import { type CompiledThresholds, thresholdsUnder } from '../core/thresholds/threshold';
import { mainReason } from '../core/verdict/main-reason';
import type { Result } from '../core/verdict/result';
import { isCutShort, stoppedText } from '../core/verdict/stopped';
import { checkPlans, readPlans } from '../plans/read-plans';
import { readThresholds } from '../plans/read-thresholds';
import { changedText, writeThresholds } from '../plans/thresholds-text';
import { findRuns } from '../results/compare/find-runs';
import { cautions, refusals } from '../results/compare/likeness';
import { RefusedError } from '../results/compare/refused-error';
import { editThresholds, isOfProfile, unifiedDiff } from '../results/suggest/edit-thresholds';
import { type Skipped, type Suggestion, suggestThresholds } from '../results/suggest/suggest-thresholds';
import { FEWEST_RUNS } from '../results/suggest/time-bound';
import { hasBuiltInThresholds, home } from '../run/home';
import { columnsOf } from '../run/screen';
import { exitOnWrongUsage } from './option-errors';
import { factsOf } from './suite-facts';

interface SuggestOptions {
  readonly write: boolean;
  readonly json: boolean;
  readonly withFailed: boolean;
}

const HELP = `
The runs are those of a healthy system: the same test, at least ${FEWEST_RUNS} times. A run that failed, is
invalid, ended early or has no result, and one with a fault of \`loadline prove\`, is left out. All runs are
within a suggested bound. With 95 % confidence, so are 99 % of further runs of the same system, unless a run is an
outlier, which is listed. A bound says what the system does today, not what its users need: read each one before
you commit it.`;

/** `loadline thresholds suggest TEST RUN…`: bounds from runs of a healthy system, as a diff of the thresholds file. */
export function thresholdsCommand(): Command {
  const suggest = new Command('suggest')
    .description('suggest bounds from runs of a healthy system')
    .argument('<test>', 'a test of plans/registry.yml')
    .argument('<runs...>', 'folders of runs, or of folders of runs')
    .option('--write', 'change the thresholds file, and print no diff', false)
    .option('--json', 'as JSON', false)
    .option('--with-failed', 'count failed runs, too: for bounds that a healthy system breaks', false)
    .addHelpText('after', HELP)
    .action((name: string, paths: string[], { write, json, withFailed }: SuggestOptions) => {
      const suite = suiteOf(name);
      const { runs: all, problems, left } = findRuns(paths, 'is left out');
      refuseIfAny(problems);
      const runs = all.filter((run) => whyUnfit(run, withFailed) === undefined);
      for (const { folder, reason } of left) console.error(oneLine(`left out: ${folder} ${reason}`));
      for (const run of all.filter((one) => !runs.includes(one)))
        console.error(oneLine(`left out: ${run.spec.runId} ${whyUnfit(run, withFailed)}`));
      refuseIfAny([...refusals(runs), ...wrongRuns(name, suite, runs)]);
      const warnings = cautions(runs);
      for (const warning of warnings) console.error(`warning: ${warning}`);
      const profile = runs[0]?.spec.profile ?? '';
      const current = currentThresholds(suite);
      const names = collectProblems([], () => factsOf(suite))?.info.names;
      const found = suggestThresholds(runs, thresholdsUnder(current, profile), current.common, names);
      if (json)
        console.log(JSON.stringify({ suite, profile, runs: idsOf(runs), warnings, ...found }, null, 2));
      else console.log(reportText(found, runs.length, columnsOf(process.stdout)));
      const file = `thresholds/${suite}.json`;
      const before = readFileSync(home(file), 'utf8');
      const general = found.suggestions.filter(({ threshold }) => !isOfProfile(before, profile, threshold));
      if (general.length > 0)
        console.error(
          `these bounds are those of every profile, not only of ${profile}: ${namesOf(general).join(', ')}`,
        );
      const after = changedText(before, (text) =>
        editThresholds(text, profile, found.suggestions, suggestedWhy(runs.length)),
      );
      if (write && before === after) console.error(`${file}: there is nothing to write, it stays as it is`);
      else if (write) {
        writeThresholds(home(file), file, after);
        console.error(
          `${file}: ${counted(found.suggestions.length, 'bound')} written: read each, and its why`,
        );
      } else if (!json && before !== after) console.log(`\n${unifiedDiff(file, before, after)}`);
    });
  return new Command('thresholds')
    .description('suggest bounds from runs of a healthy system')
    .addCommand(exitOnWrongUsage(suggest));
}

/** Suite of a test of the registry. @throws {RefusedError} when there is no such test */
function suiteOf(name: string): string {
  const { registry, problems } = checkPlans(readPlans(home('plans')));
  refuseIfAny(problems);
  const tests = registry?.tests ?? {};
  const test = own(tests, name);
  if (test) return test.suite;
  const message = thereIsNo('test', name, Object.keys(tests));
  throw refused([{ code: 'unknown-name', where: name, message }]);
}

/** Why a run does not show a healthy system. Undefined when it does. */
function whyUnfit(run: Result, withFailed: boolean): string | undefined {
  const { spec, verdict, stopped } = run;
  if (spec.fault !== undefined) return `is a run of \`loadline prove\` with a fault: ${spec.fault}`;
  if (verdict === 'invalid') return `is invalid: ${mainReason(run)}`;
  if (isCutShort(stopped, spec.loadMs)) return `was ${stoppedText(stopped, spec.loadMs)}`;
  return verdict === 'fail' && !withFailed
    ? `failed: ${mainReason(run)} (--with-failed counts it)`
    : undefined;
}

function wrongRuns(test: string, suite: string, runs: readonly Result[]): Problem[] {
  // A run without loadline has no test, only a suite.
  const other = runs.find(({ spec }) => (spec.test ?? test) !== test || spec.suite !== suite)?.spec;
  if (other) {
    const of = other.test === undefined ? `the suite ${other.suite}` : `the test ${other.test}`;
    const message = `is of ${of}, not of ${test}: name runs of one test`;
    return [{ code: 'runs-unlike', where: other.runId, message }];
  }
  if (runs.length >= FEWEST_RUNS) return [];
  return [
    {
      code: 'runs-count',
      where: counted(runs.length, 'run'),
      message: `too few to tell how much runs vary: name at least ${FEWEST_RUNS}, such as those of \`loadline run --repeat ${FEWEST_RUNS}\``,
    },
  ];
}

function refused(problems: readonly Problem[]): RefusedError {
  return new RefusedError('nothing was suggested:', problems);
}

function refuseIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw refused(problems);
}

function currentThresholds(suite: string): CompiledThresholds {
  const file = `thresholds/${suite}.json`;
  const problems: Problem[] = [];
  const content = collectProblems(problems, () =>
    readThresholds(home('thresholds'), suite, hasBuiltInThresholds(suite)),
  );
  refuseIfAny(problems);
  if (!content) throw refused([{ code: 'threshold-file', where: file, message: NO_FILE }]);
  const compiled = compileThresholds(content, file);
  refuseIfAny(compiled.problems);
  return compiled.thresholds;
}

const NO_FILE =
  'there is no such file, and bounds are suggested for the thresholds of a file: if the code of the suite holds its thresholds, move them into this file, import it there, and build again';

function idsOf(runs: readonly Result[]): string[] {
  return runs.map(({ spec }) => spec.runId);
}

function namesOf(suggestions: readonly Suggestion[]): string[] {
  return suggestions.map(({ threshold }) => threshold.id);
}

const HEAD = ['threshold', 'level', 'now', 'measured', 'suggested', 'would break in', 'breaks from'];

function reportText(
  { suggestions, skipped }: { suggestions: readonly Suggestion[]; skipped: readonly Skipped[] },
  runs: number,
  width?: number,
): string {
  const rows = suggestions.map(({ threshold, now = 'none', measured, broken, brokenNow }) => [
    threshold.id,
    threshold.level,
    now,
    `${show(threshold.stat, Math.min(...measured))} to ${show(threshold.stat, Math.max(...measured))}`,
    threshold.text,
    `${broken} of ${runs} (now ${brokenNow})`,
    threshold.stat === 'share' ? '' : increaseText(threshold.bound, measured),
  ]);
  return [
    ...(rows.length > 0
      ? table([HEAD, ...rows], `ll${'r'.repeat(5)}`, width)
      : ['these runs suggest no change']),
    ...[
      ...suggestions.flatMap(outlierText),
      ...skipped.map(({ id, reason }) => `no suggestion for ${id}: ${reason}`),
    ]
      .map(oneLine)
      .flatMap((line) => (width === undefined ? [line] : wrap(line, width))),
  ].join('\n');
}

/** Names the runs that are above what the spread of all runs explains. Empty without such a run. */
function outlierText({ threshold: { id, stat }, outliers }: Suggestion): string[] {
  if (!outliers) return [];
  const { runs, limit } = outliers;
  const [are, them] = runs.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return [
    `${id}: ${runs.join(', ')} ${are} above the limit of these runs (${show(stat, limit)}), so the bound is made from the largest figure: leave ${them} out if the system was not healthy`,
  ];
}

/** By how much the median run has to become slower to break a bound. */
function increaseText(bound: number, measured: readonly number[]): string {
  const middle = [...measured].sort((a, b) => a - b)[Math.floor(measured.length / 2)] ?? bound;
  return `+${Math.ceil(100 * Math.max(0, bound / middle - 1))}%`;
}

function show(stat: string, figure: number): string {
  return stat === 'share' ? showPercent(figure) : `${showMs(figure)} ms`;
}
