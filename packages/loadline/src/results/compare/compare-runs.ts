import { median } from 'simple-statistics';
import type { Result } from '../../core/verdict/result';
import { bootstrapInterval, type Interval } from './bootstrap';
import { holm } from './holm';
import { mannWhitney, runsNeeded, smallestP } from './mann-whitney';
import { type LeftOut, makeRows, type Row, type Sides } from './rows';

/** Highest probability of one or more false alarms in a whole comparison. */
export const ALPHA = 0.05;

/** Smallest difference of times and delivered rates that is worth a verdict, as a share of the baseline. */
export const DEFAULT_MARGIN = 0.05;

/** Smallest difference of failure rates that is worth a verdict: 0.1 percentage points, unless a threshold allows more. */
export const FAILURE_MARGIN = 0.001;

/** A difference of failure rates must exceed this share of what the `fail` threshold allows. */
const FAILURE_MARGIN_OF_BOUND = 0.1;

const RESAMPLES = 5_000;

export type RowVerdict = 'better' | 'worse' | 'no significant change' | 'inconclusive';

/** A row and its verdict. Differences are shares of the baseline's median; those of failure rates are differences of shares. */
export interface ComparedRow extends Omit<Row, 'base' | 'candidate' | 'interpolated'> {
  /** Median of the baseline's runs; `candidate` is the median of the candidate's. */
  readonly base: number;
  readonly candidate: number;
  /** Whether a side's median is a percentile that lies between two samples that are far apart. */
  readonly interpolated?: Sides<boolean>;
  /** Smallest difference that is worth a verdict. */
  readonly margin: number;
  /** Absent where the baseline is 0 and the candidate is not. */
  readonly difference?: number;
  /** 95 % confidence interval of the difference; absent with few runs. */
  readonly interval?: Interval;
  /** Two-sided p value of the Mann-Whitney U test. */
  readonly p: number;
  /** p value corrected for the number of rows (Holm). It decides the verdict. */
  readonly correctedP: number;
  readonly verdict: RowVerdict;
}

/** Comparison of two sets of runs. */
export interface Comparison {
  readonly runs: { readonly base: number; readonly candidate: number };
  /** A difference of times and delivered rates must exceed this share of the baseline. */
  readonly margin: number;
  readonly rows: readonly ComparedRow[];
  /** Number of rows that were tested: those whose values are not all the same. */
  readonly tested: number;
  /** Rows that cannot be compared, and why. */
  readonly leftOut: readonly LeftOut[];
  /** Fewest runs on each side with which a difference can be significant. Present only when there are fewer. */
  readonly runsNeeded?: number;
}

/**
 * Compares runs with runs. One value of each run is one observation: requests of one run share its machine, its warm-up and
 * its neighbours, so they are not independent. A row is `worse` or `better` when its Mann-Whitney p value, Holm-corrected
 * over the tested rows, is at most {@link ALPHA} and its medians differ by more than the margin. The interval decides about
 * every other row: when it does not reach past the margin on the bad side, there is no significant change; otherwise the row
 * stays undecided. A row whose values are the same in all runs can never become significant, so it is not tested and does
 * not count in the correction.
 * @param margin share of the baseline, e.g. 0.05; failure rates have {@link FAILURE_MARGIN}, or a tenth of their bound
 */
export function compareRuns(
  base: readonly Result[],
  candidate: readonly Result[],
  { margin = DEFAULT_MARGIN, resamples = RESAMPLES }: { margin?: number; resamples?: number } = {},
): Comparison {
  const { rows, leftOut } = makeRows(base, candidate);
  const tested = rows.filter(isTested);
  const level = ALPHA / Math.max(1, tested.length);
  const pValues = tested.map((row) => mannWhitney(row.base, row.candidate));
  const corrected = holm(pValues);
  const isConclusive = smallestP(base.length, candidate.length) <= level;
  return {
    runs: { base: base.length, candidate: candidate.length },
    margin,
    rows: rows.map((row) => {
      const place = tested.indexOf(row);
      const [p = 1, correctedP = 1] = [pValues[place], corrected[place]];
      const found = describeRow(row, resamples, margin);
      const verdict = isConclusive ? judgeRow(row, found, correctedP) : 'inconclusive';
      return { ...found, p, correctedP, verdict };
    }),
    tested: tested.length,
    leftOut,
    ...(!isConclusive && { runsNeeded: runsNeeded(level) }),
  };
}

function isTested({ base, candidate }: Row): boolean {
  return [...base, ...candidate].some((value) => value !== base[0]);
}

type Found = Omit<ComparedRow, 'p' | 'correctedP' | 'verdict'>;

function describeRow(row: Row, resamples: number, margin: number): Found {
  const between = row.unit === 'share' ? absolute : relative;
  const medians = { base: median([...row.base]), candidate: median([...row.candidate]) };
  const difference = between(medians.base, medians.candidate);
  const interval = bootstrapInterval(row.base, row.candidate, between, resamples);
  const { interpolated: marks, ...rest } = row;
  return {
    ...rest,
    ...medians,
    ...(marks && {
      interpolated: {
        base: isMedianMarked(row.base, marks.base),
        candidate: isMedianMarked(row.candidate, marks.candidate),
      },
    }),
    margin: row.unit === 'share' ? failureMargin(row.bound) : margin,
    ...(Number.isFinite(difference) && { difference }),
    ...(interval && { interval }),
  };
}

/** Whether a run whose value makes the median has a mark. */
function isMedianMarked(values: readonly number[], marks: readonly boolean[]): boolean {
  const order = values
    .map((value, index) => ({ value, isMarked: marks[index] }))
    .sort((a, b) => a.value - b.value);
  const middle = [Math.floor((order.length - 1) / 2), Math.ceil((order.length - 1) / 2)];
  return middle.some((place) => order[place]?.isMarked);
}

function failureMargin(bound = 0): number {
  return Math.max(FAILURE_MARGIN, bound * FAILURE_MARGIN_OF_BOUND);
}

function judgeRow(row: Row, found: Found, correctedP: number): RowVerdict {
  const { difference = Number.POSITIVE_INFINITY, interval, margin } = found;
  const isMoreBad = row.stat !== 'delivered';
  if (correctedP <= ALPHA && Math.abs(difference) > margin) {
    return difference > 0 === isMoreBad ? 'worse' : 'better';
  }
  if (!isTested(row)) return 'no significant change';
  const worst = isMoreBad ? interval?.high : interval && -interval.low;
  return worst !== undefined && worst <= margin ? 'no significant change' : 'inconclusive';
}

function absolute(base: number, candidate: number): number {
  return candidate - base;
}

function relative(base: number, candidate: number): number {
  if (base === candidate) return 0;
  return base === 0 ? Number.POSITIVE_INFINITY : candidate / base - 1;
}
