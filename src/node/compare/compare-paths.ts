import type { Problem } from '../../load/problem';
import type { Result } from '../../load/result';
import { type Comparison, compareRuns } from './compare-runs';
import { comparisonText } from './comparison-text';
import { findRuns } from './find-runs';
import { cautions, refusals } from './likeness';
import { RefusedError } from './refused-error';

/** Runs on both sides together; the exact test takes seconds beyond. */
const MAX_RUNS = 200;

const NOTHING_IN_COMMON = {
  where: 'runs',
  message: 'no call and no journey is measured in all of them: name runs of one suite',
};

/** What to compare: folders of runs, or folders that hold such folders. */
export interface CompareRequest {
  readonly base: readonly string[];
  readonly candidate: readonly string[];
  /** Share of the baseline, e.g. 0.05. */
  readonly margin: number;
  /** Compare in spite of differences between the runs' plans. */
  readonly force: boolean;
}

/** A comparison and how to print it. */
export interface ComparedPaths {
  readonly comparison: Comparison;
  readonly base: readonly string[];
  readonly candidate: readonly string[];
  /** What should be known of the runs, among it what `force` overruled. */
  readonly warnings: readonly string[];
  readonly text: string;
}

/**
 * Reads runs and compares them.
 * @throws {ConfigurationError} listing every run that cannot be read, or every reason why they must not be compared
 */
export function comparePaths({ base, candidate, margin, force }: CompareRequest): ComparedPaths {
  const [baseline, changed] = [findRuns(base), findRuns(candidate)];
  refuseIfAny([...baseline.problems, ...changed.problems, ...tooMany(baseline.runs, changed.runs)]);
  const runs = [...baseline.runs, ...changed.runs];
  const objections = refusals(runs);
  if (!force) refuseIfAny(objections, ' (--force compares all the same)');
  const overruled = objections.map(({ where, message }) => `${where}: ${message}`);
  const warnings = [...overruled, ...cautions(runs)];
  const comparison = compareRuns(baseline.runs, changed.runs, { margin });
  if (comparison.rows.length === 0) refuseIfAny([NOTHING_IN_COMMON]);
  return {
    comparison,
    base: idsOf(baseline.runs),
    candidate: idsOf(changed.runs),
    warnings,
    text: comparisonText(comparison, about(runs), warnings),
  };
}

function refuseIfAny(problems: readonly Problem[], hint = ''): void {
  if (problems.length > 0) throw new RefusedError(`the runs were not compared${hint}:`, problems);
}

function tooMany(base: readonly Result[], candidate: readonly Result[]): Problem[] {
  const count = base.length + candidate.length;
  if (count <= MAX_RUNS) return [];
  return [{ where: `${count} runs`, message: `are too many at once: name at most ${MAX_RUNS}` }];
}

function idsOf(runs: readonly Result[]): string[] {
  return runs.map(({ plan }) => plan.runId);
}

function about([first]: readonly Result[]): string {
  if (!first) return 'nothing';
  const { suite, profile, users } = first.plan;
  return `suite ${suite}, profile ${profile}, ${users} users`;
}
