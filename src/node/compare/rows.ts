import { callStats, type JourneyStats, type Times } from '../../load/aggregate';
import type { Result } from '../../load/result';

/** What a row's values are: ms, a share of 1, or passes per second. */
export type Unit = 'ms' | 'share' | 'per second';

/** One quantity, measured once by every run of both sides. */
export interface Row {
  /** Written like the ids of limits: `calls.GetVacancy.p95`, `journeys.crud.duration.p95`. */
  readonly id: string;
  /** `call GetVacancy`, `journey crud`. */
  readonly subject: string;
  readonly stat: 'p95' | 'p99' | 'failed' | 'delivered';
  readonly unit: Unit;
  readonly base: readonly number[];
  readonly candidate: readonly number[];
}

/** The rows that can be compared, and those that cannot. */
export interface Rows {
  readonly rows: readonly Row[];
  readonly leftOut: readonly LeftOut[];
}

/** A row that at least one run cannot fill. */
export interface LeftOut {
  readonly id: string;
  /** Why, and in how many of the runs. */
  readonly reason: string;
}

/** Samples without which a percentile is little more than the highest sample: one is expected above it. */
const MIN_SAMPLES = { p95: 20, p99: 100 };

type RowHead = Pick<Row, 'id' | 'subject' | 'stat' | 'unit'>;

/** A value of one run, or why it has none. */
type Measured = number | string;

/**
 * The rows of two sets of runs: p95 and p99 of each call of the load and of each journey, failed calls and passes, and
 * passes done per second of the load. Every row makes every other one harder to decide, so a row that any run cannot fill
 * (no such call, too few samples for the percentile) is left out.
 */
export function makeRows(base: readonly Result[], candidate: readonly Result[]): Rows {
  const all = [...base, ...candidate];
  const calls = distinct(all.flatMap(callsOf));
  const journeys = distinct(all.flatMap(({ aggregate }) => aggregate.journeys.map(({ journey }) => journey)));
  const rows: Row[] = [];
  const leftOut: LeftOut[] = [];
  const add = (head: RowHead, measure: (run: Result) => Measured) => {
    const values = { base: base.map(measure), candidate: candidate.map(measure) };
    const missing = [...values.base, ...values.candidate].filter((value) => typeof value === 'string');
    if (missing.length === 0) rows.push({ ...head, ...(values as Pick<Row, 'base' | 'candidate'>) });
    else leftOut.push({ id: head.id, reason: `${missing[0]} in ${missing.length} of ${all.length} runs` });
  };
  for (const call of calls) addCall(call, add);
  for (const journey of journeys) addJourney(journey, add);
  return { rows, leftOut };
}

type Add = (head: RowHead, measure: (run: Result) => Measured) => void;

function addCall(call: string, add: Add): void {
  const subject = `call ${call}`;
  const stats = (run: Result) => callStats(run.aggregate, call, 'load');
  for (const stat of ['p95', 'p99'] as const) {
    add({ id: `calls.${call}.${stat}`, subject, stat, unit: 'ms' }, (run) =>
      percentile(stats(run)?.duration, stat),
    );
  }
  add({ id: `calls.${call}.failed`, subject, stat: 'failed', unit: 'share' }, (run) =>
    share(stats(run)?.failed, stats(run)?.count),
  );
}

function addJourney(journey: string, add: Add): void {
  const subject = `journey ${journey}`;
  const stats = ({ aggregate }: Result): JourneyStats | undefined =>
    aggregate.journeys.find((one) => one.journey === journey);
  for (const stat of ['p95', 'p99'] as const) {
    add({ id: `journeys.${journey}.duration.${stat}`, subject, stat, unit: 'ms' }, (run) =>
      percentile(stats(run)?.duration, stat),
    );
  }
  add({ id: `journeys.${journey}.failed`, subject, stat: 'failed', unit: 'share' }, (run) =>
    share(stats(run)?.failed, stats(run)?.done),
  );
  add({ id: `journeys.${journey}.rate`, subject, stat: 'delivered', unit: 'per second' }, (run) => {
    const passes = stats(run)?.done;
    return passes === undefined ? 'no such journey' : passes / (run.aggregate.loadMs / 1000);
  });
}

function percentile(times: Times | undefined, stat: 'p95' | 'p99'): Measured {
  if (times === undefined || times.count < MIN_SAMPLES[stat]) {
    return `fewer than ${MIN_SAMPLES[stat]} samples`;
  }
  return times.percentiles[stat] ?? `no ${stat}`;
}

function share(part: number | undefined, whole: number | undefined): Measured {
  return part === undefined || !whole ? 'nothing to count' : part / whole;
}

/** Calls that happened during the load. */
function callsOf({ aggregate }: Result): string[] {
  return aggregate.calls.filter(({ phase, count }) => phase === 'load' && count > 0).map(({ call }) => call);
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
