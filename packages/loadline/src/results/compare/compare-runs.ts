import { median } from 'simple-statistics';
import type { Result } from '../../core/verdict/result';
import { bootstrapInterval, type Interval } from './bootstrap';
import { holm } from './holm';
import { mannWhitney, runsNeeded, smallestP } from './mann-whitney';
import { type LeftOut, makeRows, type Row, type Sides } from './rows';

/** Chance of one or more false alarms in a whole comparison. */
export const ALPHA = 0.05;

/** Least difference of times and delivered rates that is worth a verdict: a share of the baseline. */
export const DEFAULT_MARGIN = 0.05;

/** Least difference of failure rates that is worth a verdict, where no threshold allows more: 0.1 percentage points. */
export const FAILURE_MARGIN = 0.001;

/** Share of what a `fail` threshold allows that a difference of failure rates must exceed. */
const FAILURE_MARGIN_OF_BOUND = 0.1;

const RESAMPLES = 5_000;

export type RowVerdict = 'better' | 'worse' | 'no significant change' | 'inconclusive';

/** A row with what was found. Differences are shares of the baseline's median; of failure rates, differences of shares. */
export interface ComparedRow extends Omit<Row, 'base' | 'candidate' | 'interpolated'> {
  /** Medians of the runs. */
  readonly base: number;
  readonly candidate: number;
  /** Whether a median is one of percentiles that lie between two samples. */
  readonly interpolated?: Sides<boolean>;
  /** Least difference that is worth a verdict. */
  readonly margin: number;
  /** Absent where the baseline is 0 and the candidate is not. */
  readonly difference?: number;
  /** 95 % confidence interval of the difference; absent with few runs. */
  readonly interval?: Interval;
  /** Two-sided p value of the Mann-Whitney U test. */
  readonly p: number;
  /** Corrected for the number of rows (Holm); what the verdict is made from. */
  readonly correctedP: number;
  readonly verdict: RowVerdict;
}

/** What two sets of runs have to say about each other. */
export interface Comparison {
  readonly runs: { readonly base: number; readonly candidate: number };
  /** Share of the baseline that a difference of times and delivered rates must exceed. */
  readonly margin: number;
  readonly rows: readonly ComparedRow[];
  /** Rows that were tested: those whose values are not all the same. */
  readonly tested: number;
  /** Rows that cannot be compared, and why. */
  readonly leftOut: readonly LeftOut[];
  /** Runs on each side below which nothing can become significant; only when there are fewer. */
  readonly runsNeeded?: number;
}

/**
 * Compares runs with runs: one value of each run is one observation, as requests of one run share its machine, its warm-up
 * and its neighbours and are not independent. A row is `worse` or `better` when its Mann-Whitney p value, Holm-corrected
 * over the tested rows, is at most {@link ALPHA} and its medians differ by more than the margin. Of any other row the
 * interval is asked: only when it does not reach past the margin on the bad side there is no significant change, else it
 * stays open whether there is one. Rows whose values are all the same in all runs cannot become significant whichever side
 * they are on, so they take nothing from the other rows.
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

/** Whether one of the runs in the middle has a mark: their values make the median. */
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
