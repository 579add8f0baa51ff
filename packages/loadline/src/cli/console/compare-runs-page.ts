import { join } from 'node:path';
import { runIdProblem } from '../../core/spec/run-id';
import { own } from '../../core/text/own';
import { ConfigurationError } from '../../core/text/problem';
import { comparePaths } from '../../results/compare/compare-paths';
import { DEFAULT_MARGIN } from '../../results/compare/compare-runs';
import {
  COMPARISON_HEAD,
  comparisonCells,
  conclusion,
  leftOutLines,
} from '../../results/compare/comparison-text';
import { readMarks } from '../../results/run-marks';
import type { Compared } from '../../ui/console/compare-page';

/** Compares the runs that a URL names, as `loadline compare` does. @param reports folder of all runs */
export function comparedOf(reports: string, query: URLSearchParams): Compared {
  const stored = query.getAll('baseline').filter(Boolean);
  const { baselines } = readMarks(reports);
  const unknown = stored.filter((name) => own(baselines, name) === undefined);
  if (unknown.length > 0) return { refused: unknown.map((name) => `There is no baseline ${name}.`) };
  const base = [...query.getAll('a'), ...stored.flatMap((name) => own(baselines, name) ?? [])];
  const candidate = query.getAll('b');
  if (base.length === 0 && candidate.length === 0) return undefined;
  if (base.length === 0 || candidate.length === 0)
    return { refused: ['Choose at least one run as baseline, and one as candidate.'] };
  const wrong = [...base, ...candidate].flatMap((run) => runIdProblem(run) ?? []);
  if (wrong.length > 0) return { refused: wrong.map((message) => `The name of a run ${message}`) };
  const paths = (runs: readonly string[]) => runs.map((run) => join(reports, run));
  try {
    const { comparison, warnings, ...sides } = comparePaths({
      base: paths(base),
      candidate: paths(candidate),
      margin: DEFAULT_MARGIN,
      ignored: [],
    });
    return {
      ...sides,
      warnings,
      conclusion: conclusion(comparison),
      head: COMPARISON_HEAD,
      rows: comparison.rows.map((row) => ({
        subject: row.subject,
        cells: comparisonCells(row).map((cell) => cell.trim()),
      })),
      leftOut: leftOutLines(comparison.leftOut),
    };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { refused: error.problems.map(({ where, message }) => `${where}: ${message}`) };
  }
}
