import { counted } from '../../core/text/counted';
import type { Problem } from '../../core/text/problem';
import type { Result } from '../../core/verdict/result';
import { type Comparison, compareRuns } from './compare-runs';
import { comparisonText, gateText } from './comparison-text';
import { type FoundRuns, findRuns } from './find-runs';
import { type Gate, gate } from './gate';
import { cautions, refusals, type Safeguard } from './likeness';
import { RefusedError } from './refused-error';

/** Most runs, both sides together: with more, the exact test takes seconds. */
const MAX_RUNS = 200;

const NOTHING_IN_COMMON: Problem = {
  code: 'runs-unlike',
  where: 'runs',
  message: 'no call and no journey is measured in all of them: name runs of one suite',
};

/** What to compare. `Side`: paths of folders of runs, or of folders that contain such folders; or the runs found there. */
export interface CompareRequest<Side = readonly string[]> {
  readonly base: Side;
  readonly candidate: Side;
  /** Smallest difference that counts, as a share of the baseline, e.g. 0.05. */
  readonly margin: number;
  /** Differences between the runs that are reported as warnings and not refused. */
  readonly ignored: readonly Safeguard[];
  /** How to ignore one, in words. Absent: by an option of the command line. */
  readonly overruled?: string;
  /** Present when the candidate has to pass: see {@link gate}. */
  readonly gate?: { readonly allowInconclusive: boolean };
  /** Width of the text in columns. Absent: the width of a file. */
  readonly width?: number;
}

/** A comparison and how to print it. */
export interface ComparedPaths {
  readonly comparison: Comparison;
  readonly base: readonly string[];
  readonly candidate: readonly string[];
  /** Present when the request has one. */
  readonly gate?: Gate;
  /** Warnings about the runs, with the ignored differences among them. */
  readonly warnings: readonly string[];
  readonly text: string;
}

/**
 * Reads runs and compares them.
 * @throws {ConfigurationError} listing every run that cannot be read, or every reason why they must not be compared
 */
export function comparePaths({ base, candidate, ...how }: CompareRequest): ComparedPaths {
  return compareFound({ base: findRuns(base), candidate: findRuns(candidate), ...how });
}

/** Compares runs that are read already. @throws {ConfigurationError} as {@link comparePaths} */
export function compareFound(request: CompareRequest<FoundRuns>): ComparedPaths {
  const { base: baseline, candidate: changed, margin, ignored, overruled, ...rest } = request;
  refuseIfAny([
    ...baseline.problems,
    ...changed.problems,
    ...withoutRuns('baseline', baseline),
    ...withoutRuns('candidate', changed),
    ...tooMany(baseline.runs, changed.runs),
  ]);
  const runs = [...baseline.runs, ...changed.runs];
  const objections = refusals(runs);
  refuseIfAny(
    objections
      .filter(({ safeguard }) => !ignored.includes(safeguard))
      .map(
        ({ where, message, safeguard }): Problem => ({
          code: 'runs-unlike',
          where,
          message: `${message} (${overruled ?? `--ignore-${safeguard}`} compares all the same)`,
        }),
      ),
  );
  const accepted = objections.map(({ where, message }) => `${where}: ${message}`);
  const left = [...baseline.left, ...changed.left].map(
    ({ folder, reason }) => `${folder}: left out, as it ${reason}`,
  );
  const warnings = [...accepted, ...left, ...cautions(baseline.runs, changed.runs)];
  const comparison = compareRuns(baseline.runs, changed.runs, { margin });
  // A call that a run lacks has a rate of 0, so the runs can share `delivered` rows and nothing else: such rows alone are
  // nothing to compare.
  if (comparison.rows.every(({ stat }) => stat === 'delivered')) refuseIfAny([NOTHING_IN_COMMON]);
  const decided = rest.gate && gate(comparison, baseline.runs, changed.runs, rest.gate.allowInconclusive);
  const text = comparisonText(comparison, about(runs), warnings, rest.width);
  return {
    comparison,
    base: idsOf(baseline.runs),
    candidate: idsOf(changed.runs),
    warnings,
    ...(decided && { gate: decided }),
    text: decided ? `${text}\n${gateText(decided, rest.width)}` : text,
  };
}

function refuseIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new RefusedError('the runs were not compared:', problems);
}

/** A side without a run cannot be compared, such as the folder of a proof alone. */
function withoutRuns(side: string, { runs, problems, left }: FoundRuns): Problem[] {
  if (runs.length > 0 || problems.length > 0) return [];
  if (left.length === 0)
    return [
      { code: 'runs-count', where: side, message: 'holds no run: name runs, such as reports/<run id>' },
    ];
  return left.map(({ folder, reason }) => ({
    code: 'runs-count',
    where: folder,
    message: `${reason}: name its runs, such as ${folder.replace(/\/+$/, '')}-1`,
  }));
}

function tooMany(base: readonly Result[], candidate: readonly Result[]): Problem[] {
  const count = base.length + candidate.length;
  if (count <= MAX_RUNS) return [];
  return [
    { code: 'runs-count', where: `${count} runs`, message: `are too many at once: name at most ${MAX_RUNS}` },
  ];
}

function idsOf(runs: readonly Result[]): string[] {
  return runs.map(({ spec }) => spec.runId);
}

function about([first]: readonly Result[]): string {
  if (!first) return 'nothing';
  const { suite, profile, users } = first.spec;
  return `suite ${suite}, profile ${profile}, ${counted(users, 'user')}`;
}
