import { join } from 'node:path';
import { runIdProblem } from '../../core/spec/run-id';
import { own } from '../../core/text/own';
import { ConfigurationError } from '../../core/text/problem';
import { compareFound } from '../../results/compare/compare-paths';
import { DEFAULT_MARGIN } from '../../results/compare/compare-runs';
import {
  COMPARISON_HEAD,
  comparisonCells,
  conclusion,
  DECIDES,
  leftOutLines,
  signNotes,
} from '../../results/compare/comparison-text';
import { type FoundRuns, findRuns } from '../../results/compare/find-runs';
import { planDifferences, refusals, SAFEGUARDS, type Safeguard } from '../../results/compare/likeness';
import { readMarks } from '../../results/run-marks';
import { ANYWAY, type Compared, type Sides } from '../../ui/console/compare-page';
import { overlayCharts } from '../../ui/report/overlay-charts';

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
  const found = (runs: readonly string[]) => findRuns(runs.map((run) => join(reports, run)));
  const [then, now] = [found(base), found(candidate)];
  const ignored = query.getAll('ignore').filter(isSafeguard);
  const sides = sidesOf(then, now, ignored, query);
  try {
    const { comparison, warnings, ...names } = compareFound({
      base: then,
      candidate: now,
      margin: DEFAULT_MARGIN,
      ignored,
      overruled: `"${ANYWAY}"`,
    });
    return {
      ...names,
      warnings,
      conclusion: conclusion(comparison),
      head: COMPARISON_HEAD.map((title) => (title === 'base' ? 'baseline' : title)),
      rows: comparison.rows.map((row) => ({
        subject: row.subject,
        cells: comparisonCells(row).map((cell) => cell.trim()),
      })),
      notes: [
        ...(comparison.rows.some(({ decides }) => decides) ? [`${DECIDES} of loadline compare`] : []),
        ...signNotes(comparison.rows),
        ...leftOutLines(comparison.leftOut),
      ],
      sides,
    };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return {
      refused: error.problems.map(({ where, message }) => `${where}: ${message}`),
      sides,
    };
  }
}

/** The runs side by side, as far as they can be read. */
function sidesOf(
  { runs: then }: FoundRuns,
  { runs: now }: FoundRuns,
  ignored: readonly Safeguard[],
  query: URLSearchParams,
): Sides {
  const all = [...then, ...now];
  const calls = [
    ...new Set(
      all.flatMap(({ aggregate }) =>
        aggregate.calls.flatMap(({ call, phase }) => (phase === 'load' ? [call] : [])),
      ),
    ),
  ].sort();
  const asked = query.get('call') ?? '';
  const call = calls.includes(asked) ? asked : undefined;
  const overruled = [...new Set(refusals(all).map(({ safeguard }) => safeguard))];
  const chosen = [...query].filter(([name]) => name !== 'call' && name !== 'ignore');
  const anyway = overruled.filter((safeguard) => !ignored.includes(safeguard));
  const allTheSame = [...chosen, ...overruled.map((safeguard) => ['ignore', safeguard])];
  return {
    differences: planDifferences(then, now),
    charts: overlayCharts(then, now, call),
    calls,
    ...(call !== undefined && { call }),
    chosen: [...chosen, ...ignored.map((safeguard): [string, string] => ['ignore', safeguard])],
    ...(anyway.length > 0 && { anyway: `/compare?${new URLSearchParams(allTheSame)}` }),
  };
}

function isSafeguard(text: string): text is Safeguard {
  return Object.hasOwn(SAFEGUARDS, text);
}
