import {
  type Aggregate,
  callStats,
  type JourneyStats,
  type Times,
  timesOf,
} from '../../core/figures/aggregate';
import { perSecondOfLoad } from '../../core/figures/rates';
import { counted } from '../../core/text/counted';
import { isInterpolated } from '../../core/thresholds/interpolated';
import type { Result } from '../../core/verdict/result';
import { type BoundTime, boundTimes, failureBounds } from './deciding';

/** Unit of a row's values: ms, a share of 1, or a number per second. */
export type Unit = 'ms' | 'share' | 'per second';

/** One quantity, measured once by every run of both sides. */
export interface Row {
  /** Written like the IDs of thresholds: `calls.GetVacancy.p95`, `journeys.crud.duration.p95`. */
  readonly id: string;
  /** `call GetVacancy`, `journey crud`, `metric time_to_complete`. */
  readonly subject: string;
  /** `p95`, `response p95`, `failed`, `delivered` … */
  readonly stat: string;
  readonly unit: Unit;
  /** Whether the row decides `--gate`. */
  readonly decides: boolean;
  /** Only for failure rates: the share that a `fail` threshold of the runs allows, the smallest if there are several. */
  readonly bound?: number;
  readonly base: readonly number[];
  readonly candidate: readonly number[];
  /**
   * Only for percentiles: for each run, in the same order, whether its percentile lies between two samples that are far
   * apart.
   */
  readonly interpolated?: Sides<readonly boolean[]>;
}

/** One value for each side. */
export interface Sides<T> {
  readonly base: T;
  readonly candidate: T;
}

/** Rows that can be compared, and rows that cannot. */
export interface Rows {
  readonly rows: readonly Row[];
  readonly leftOut: readonly LeftOut[];
}

/** A row for which at least one run has no value. */
export interface LeftOut {
  readonly id: string;
  /** Why there is no value, and in how many of the runs. */
  readonly reason: string;
  /** Whether `--gate` is undecided without this row. */
  readonly decides: boolean;
}

type RowHead = Omit<Row, 'base' | 'candidate' | 'interpolated'>;

/** A value of one run, or why it has none. */
type Measured = number | string;

/**
 * The rows of two sets of runs: p95 and p99 of each call of the load and of each journey, every other time that a `fail`
 * threshold bounds, failed calls and iterations, and calls and iterations done per second of the load. Each further row
 * makes all the others harder to decide, so a row is left out when any run has no value for it (no such call, too few
 * samples for the percentile).
 */
export function makeRows(base: readonly Result[], candidate: readonly Result[]): Rows {
  const all = [...base, ...candidate];
  const bounds = failureBounds(all);
  const times = new Map(usualTimes(all).map((time) => [time.id, time]));
  for (const time of boundTimes(all)) times.set(time.id, time);
  const known = new Set(base.flatMap(subjectNames));
  const rows: Row[] = [];
  const leftOut: LeftOut[] = [];
  const add: Add = (head, measure, isMarked) => {
    const values = { base: base.map(measure), candidate: candidate.map(measure) };
    const missing = [...values.base, ...values.candidate].filter((value) => typeof value === 'string');
    const { id } = head;
    const marks = isMarked && {
      interpolated: { base: base.map(isMarked), candidate: candidate.map(isMarked) },
    };
    if (missing.length === 0)
      rows.push({ ...head, ...(values as Pick<Row, 'base' | 'candidate'>), ...marks });
    else {
      // A call or journey that no baseline run has is new: it cannot be worse than before.
      const decides = head.decides && known.has(head.subject);
      leftOut.push({ id, reason: `${missing[0]} in ${missing.length} of ${all.length} runs`, decides });
    }
  };
  for (const { of, name } of subjectsOf(all, [...times.values()])) {
    for (const time of times.values()) {
      if (time.of === of && time.name === name) addTime(time, add);
    }
    if (of === 'call') addCall(name, bounds, add);
    if (of === 'journey') addJourney(name, bounds, add);
  }
  return { rows, leftOut };
}

/** @param isMarked whether the value of a run is interpolated */
type Add = (head: RowHead, measure: (run: Result) => Measured, isMarked?: (run: Result) => boolean) => void;

/** Calls and journeys of the load, then the suite's own metrics. */
function subjectsOf(
  runs: readonly Result[],
  times: readonly BoundTime[],
): readonly Pick<BoundTime, 'of' | 'name'>[] {
  const metrics = distinct(times.filter(({ of }) => of === 'metric').map(({ name }) => name));
  return [
    ...distinct(runs.flatMap(callsOf)).map((name) => ({ of: 'call', name }) as const),
    ...distinct(runs.flatMap(journeysOf)).map((name) => ({ of: 'journey', name }) as const),
    ...metrics.map((name) => ({ of: 'metric', name }) as const),
  ];
}

function subjectNames(run: Result): string[] {
  const metrics = Object.keys(run.aggregate.custom ?? {});
  return [
    ...callsOf(run).map((name) => `call ${name}`),
    ...journeysOf(run).map((name) => `journey ${name}`),
    ...metrics.map((name) => `metric ${name}`),
  ];
}

/** p95 and p99 of every subject, whether a threshold bounds them or not. */
function usualTimes(runs: readonly Result[]): BoundTime[] {
  const stats = ['p95', 'p99'];
  const calls = distinct(runs.flatMap(callsOf)).flatMap((name) =>
    stats.map(
      (stat) => ({ id: `calls.${name}.${stat}`, of: 'call', name, measure: 'duration', stat }) as const,
    ),
  );
  const journeys = distinct(runs.flatMap(journeysOf)).flatMap((name) =>
    stats.map(
      (stat) =>
        ({
          id: `journeys.${name}.duration.${stat}`,
          of: 'journey',
          name,
          measure: 'duration',
          stat,
        }) as const,
    ),
  );
  return [...calls, ...journeys].map((time) => ({ ...time, decides: false }));
}

/** Measures in words, where their names are none. */
const WORDS: Partial<Record<BoundTime['measure'], string>> = {
  firstMessage: 'first message',
  longestGap: 'longest gap',
};

function addTime({ id, of, name, measure, stat, decides }: BoundTime, add: Add): void {
  const head = {
    id,
    subject: `${of} ${name}`,
    stat: measure === 'duration' ? stat : `${WORDS[measure] ?? measure} ${stat}`,
    unit: 'ms',
    decides,
  } as const;
  const times = ({ aggregate }: Result) => timesBehind(aggregate, { of, name, measure });
  add(
    head,
    (run) => figure(times(run), stat),
    (run) => isInterpolated(times(run), stat),
  );
}

function timesBehind(
  aggregate: Aggregate,
  { of, name, measure }: Pick<BoundTime, 'of' | 'name' | 'measure'>,
): Times | undefined {
  if (of === 'metric') return timesOf(aggregate, name);
  if (of === 'journey') {
    const stats = journeyStats(aggregate, name);
    return measure === 'response' ? stats?.response : stats?.duration;
  }
  const stats = callStats(aggregate, name, 'load');
  return measure === 'firstMessage' || measure === 'longestGap' ? stats?.stream?.[measure] : stats?.duration;
}

function addCall(call: string, bounds: ReadonlyMap<string, number>, add: Add): void {
  const subject = `call ${call}`;
  const stats = ({ aggregate }: Result) => callStats(aggregate, call, 'load');
  add(failedHead(`calls.${call}.failed`, subject, bounds), (run) =>
    share(stats(run)?.failed, stats(run)?.count),
  );
  // A call that did not happen has a rate of 0.
  add(deliveredHead(`calls.${call}.rate`, subject), (run) =>
    perSecondOfLoad(run.aggregate, stats(run)?.count ?? 0),
  );
}

function addJourney(journey: string, bounds: ReadonlyMap<string, number>, add: Add): void {
  const subject = `journey ${journey}`;
  const stats = ({ aggregate }: Result) => journeyStats(aggregate, journey);
  add(failedHead(`journeys.${journey}.failed`, subject, bounds), (run) =>
    share(stats(run)?.failed, stats(run)?.done),
  );
  add(deliveredHead(`journeys.${journey}.rate`, subject), (run) =>
    perSecondOfLoad(run.aggregate, stats(run)?.done ?? 0),
  );
}

function failedHead(id: string, subject: string, bounds: ReadonlyMap<string, number>): RowHead {
  const bound = bounds.get(id);
  return {
    id,
    subject,
    stat: 'failed',
    unit: 'share',
    decides: true,
    ...(bound !== undefined && { bound }),
  };
}

function deliveredHead(id: string, subject: string): RowHead {
  return { id, subject, stat: 'delivered', unit: 'per second', decides: true };
}

function figure(times: Times | undefined, stat: string): Measured {
  const needed = samplesNeeded(stat);
  if (times === undefined || times.count < needed) {
    return needed === 1 ? 'no sample' : `fewer than ${counted(needed, 'sample')}`;
  }
  if (stat === 'avg' || stat === 'med' || stat === 'min' || stat === 'max') return times[stat];
  return times.percentiles[stat] ?? `no ${stat}`;
}

/** Fewest samples for a percentile: one is expected above it. With fewer, it is little more than the highest sample. */
function samplesNeeded(stat: string): number {
  const percent = Number(/^p(.+)$/.exec(stat)?.[1] ?? 0);
  return percent >= 100 ? 1 : Math.round(100 / (100 - percent));
}

function share(part: number | undefined, whole: number | undefined): Measured {
  return part === undefined || !whole ? 'nothing to count' : part / whole;
}

function journeyStats({ journeys }: Aggregate, journey: string): JourneyStats | undefined {
  return journeys.find((one) => one.journey === journey);
}

/** Calls that happened during the load. */
export function callsOf({ aggregate }: Result): string[] {
  return aggregate.calls.filter(({ phase, count }) => phase === 'load' && count > 0).map(({ call }) => call);
}

/** Journeys with at least one iteration that came to its end. */
export function journeysOf({ aggregate }: Result): string[] {
  return aggregate.journeys.filter(({ done }) => done > 0).map(({ journey }) => journey);
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
