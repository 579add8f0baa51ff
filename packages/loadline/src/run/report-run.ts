import { chmodSync } from 'node:fs';
import { loadBegan } from '../core/verdict/judge';
import type { Result } from '../core/verdict/result';
import { reasonInShort } from '../core/verdict/short-reason';
import { isInterruption } from '../core/verdict/stopped';
import { summaryParts } from '../core/verdict/summary-text';
import { reportMode } from '../results/file-modes';
import { writeJson } from '../results/json-file';
import { makeFolders } from '../results/make-folders';
import { makeRunResult, type OwnRecords } from '../results/make-run-result';
import { runFiles } from '../results/run-folder';
import { unwrittenText } from '../results/unwritten';
import { ReportError, type ReportOptions, writeReports } from '../ui/report';
import { mainCauseText } from '../ui/report/failure-rows';
import { trustLine } from '../ui/report/trust';
import { closingLines } from './closing-lines';
import { EXIT } from './exit';
import { screenOf } from './screen';
import type { UserOutput } from './user-output';

/** What is known about a run besides its folders. */
export interface OwnRun {
  /** Records of a run that was done here. */
  readonly own?: OwnRecords;
  /** Command line that does the same run again. */
  readonly again?: string | undefined;
  /**
   * Sends the written result to the listeners.
   * @returns warnings about items that they did not receive, for the result
   */
  readonly announce?: ((result: Result) => Promise<readonly string[]>) | undefined;
}

/**
 * Makes the result of a run from its folders, prints it, and writes it and all reports. When a run was done here and one of its
 * files cannot be written, the files that can be written say that the run is invalid.
 * @param out folder of the result and the reports
 * @throws {ReportError} when a report outside the run's folder, or any report of an earlier run, cannot be written
 */
export async function reportRun(
  folders: readonly string[],
  out: string,
  reports: ReportOptions,
  output: UserOutput,
  { own, again, announce }: OwnRun = {},
): Promise<Result> {
  const made = await makeRunResult(folders, own);
  return writeRun(await announced(made, out, reports, announce), out, reports, output, {
    isOwn: own !== undefined,
    again,
  });
}

/** The files are written before the result is sent: that may take long, and this process may be killed meanwhile. */
async function announced(
  result: Result,
  out: string,
  reports: ReportOptions,
  announce: OwnRun['announce'],
): Promise<Result> {
  if (!announce) return result;
  await tryToWrite(result, out, reports);
  const warnings = await announce(result);
  return warnings.length === 0 ? result : { ...result, warnings: [...result.warnings, ...warnings] };
}

/**
 * Prints a result, and writes it and all reports.
 * @param isOwn whether the run was done here: it is then invalid when one of its files cannot be written
 * @throws {ReportError} when a report outside the run's folder, or any report of an earlier run, cannot be written
 */
export async function writeRun(
  made: Result,
  out: string,
  reports: ReportOptions,
  output: UserOutput,
  { isOwn = false, again }: { isOwn?: boolean } & Pick<OwnRun, 'again'> = {},
): Promise<Result> {
  let result = made;
  let problem = await tryToWrite(result, out, reports);
  if (isOwn && problem && problem.lost.length > 0) {
    result = { ...result, verdict: 'invalid', reasons: withLost(made, problem.lost) };
    problem = await tryToWrite(result, out, reports);
  }
  printResult(result, output);
  // Missing files of the run's own folder are already among the reasons.
  if (problem && (!isOwn || problem.lost.length === 0)) {
    output.json(result);
    throw withVerdict(problem, result);
  }
  for (const line of closingLines(result.spec, out, again)) output.tell(line);
  output.json(result);
  return result;
}

/** The main reason comes first: lost files, unless the run was invalid before. */
function withLost({ verdict, reasons }: Result, lost: readonly string[]): string[] {
  return verdict === 'invalid' ? [...reasons, ...lost] : [...lost, ...reasons];
}

/** Number of reasons that become annotations of GitHub Actions. It keeps ten of each kind for a step. */
const MOST_ANNOTATIONS = 5;

function printResult(result: Result, output: UserOutput): void {
  const { spec, verdict, reasons, thresholds } = result;
  const { verdict: why, figures } = summaryParts(result, screenOf(output.stream), remarks(result));
  output.tell(`\n${why}`);
  // The action of this repository makes its own annotations, at the lines of the thresholds.
  if (verdict !== 'pass' && process.env.LOADLINE_ACTION_TEST === undefined)
    for (const reason of reasons.slice(0, MOST_ANNOTATIONS))
      output.gitHub('error', reasonInShort(reason, thresholds, 'fail'), spec.test ?? spec.suite);
  output.gitHub('group', 'tables');
  output.say(figures);
  output.gitHub('endgroup', '');
}

/** What is said below the reasons: what failed most often, and whether the figures can be trusted. */
function remarks(result: Result): string[] {
  if (!loadBegan(result.aggregate)) return [];
  const main = result.verdict === 'pass' ? undefined : mainCauseText(result);
  return [
    ...(main === undefined ? [] : [main]),
    ...(result.verdict === 'invalid' ? [] : [`figures: ${trustLine(result).words}`]),
  ];
}

/** Says that the verdict stands. Only a pass ends with another code, because the command did not do all that it was asked. */
function withVerdict({ message, lost }: ReportError, result: Result): ReportError {
  const code = exitCodeOf(result);
  const end = code === EXIT.pass ? EXIT.invalid : code;
  const why = end === code ? '' : ', only because a report is missing';
  const text = `the verdict stays ${result.verdict.toUpperCase()}; this command ends with ${end}${why}`;
  return new ReportError(`${message}\n${text}`, lost, end);
}

/** @returns what could not be written */
async function tryToWrite(
  result: Result,
  out: string,
  reports: ReportOptions,
): Promise<ReportError | undefined> {
  const lost: string[] = [];
  const file = runFiles.result(out);
  try {
    makeFolders(out);
    writeJson(file, result);
    chmodSync(file, reportMode(reports.mode));
  } catch (error) {
    lost.push(unwrittenText(file, error));
  }
  try {
    await writeReports(result, out, reports);
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    return new ReportError([...lost, error.message].join('\n'), [...lost, ...error.lost]);
  }
  return lost.length > 0 ? new ReportError(lost.join('\n'), lost) : undefined;
}

/** Exit code of a result. It depends only on the files of the run, so every later report ends with the same code. */
export function exitCodeOf({ verdict, stopped }: Pick<Result, 'verdict' | 'stopped'>): number {
  return isInterruption(stopped) ? EXIT.interrupted : EXIT[verdict];
}
