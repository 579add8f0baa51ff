import { curveDurationMs, type LoadCurve, peakUsers } from './profile';

/** What a journey declares about its arrivals. */
export interface JourneyPlan {
  /** Time between two iterations of one user, in ms. `once`: each user does one iteration. */
  readonly everyMs: number | 'once';
  /** The longest one iteration may take, in ms. */
  readonly maxDurationMs: number;
  /** Share of the iterations among the journeys with the same period. Absent: the journey has the period for itself. */
  readonly weight?: number | undefined;
}

/** Arrivals at a constant rate: `rate` iterations per `timeUnitMs`, the first at `startMs`. */
export interface ConstantSchedule {
  readonly kind: 'constant';
  readonly rate: number;
  readonly timeUnitMs: number;
  readonly durationMs: number;
  /** Start of the scenario, in ms after the start of the load. */
  readonly startMs: number;
}

/** Arrivals at rates that change linearly: k6's stages, `target` iterations per `timeUnitMs`. */
export interface RampingSchedule {
  readonly kind: 'ramping';
  readonly startRate: number;
  readonly stages: readonly { readonly target: number; readonly durationMs: number }[];
  readonly timeUnitMs: number;
  readonly startMs: number;
}

/** When the iterations of one journey are due. */
export type Schedule = ConstantSchedule | RampingSchedule;

/** Number of iterations of a schedule. An iteration that is due at the very end may start (`max`) or not (`min`). */
export interface Planned {
  readonly min: number;
  readonly max: number;
}

const NS_PER_MS = 1e6;

/**
 * Makes the schedule of each journey from one load curve. Rate = users per period. Weights keep it a whole number (`users ·
 * weight` per `period · Σ weights`). Journeys with the same period start at different offsets within the time between two
 * iterations, so that they do not fire together.
 */
export function schedules(
  curve: LoadCurve,
  journeys: Readonly<Record<string, JourneyPlan>>,
  spawnRate?: number,
): Record<string, Schedule> {
  const entries = Object.entries(journeys);
  const result: Record<string, Schedule> = {};
  for (const [name, plan] of entries) {
    const samePeriod = entries.filter(([, other]) => other.everyMs === plan.everyMs);
    const place = samePeriod.findIndex(([other]) => other === name);
    const weights = samePeriod.reduce((sum, [, other]) => sum + (other.weight ?? 0), 0);
    const weight = plan.weight ?? 1;
    const share = plan.weight === undefined ? 1 : weights;
    const schedule =
      plan.everyMs === 'once'
        ? oneIterationEach(peakUsers(curve), spawnRate)
        : arrivals(curve, plan.everyMs * share, weight);
    result[name] = {
      ...schedule,
      startMs: Math.floor((shortestGapMs(schedule) * place) / samePeriod.length),
    };
  }
  return result;
}

/** Latest instant at which an iteration of a schedule can be due, in ms after the start of the load. */
export function scheduleEndMs(schedule: Schedule): number {
  if (schedule.kind === 'constant') return schedule.startMs + schedule.durationMs;
  return schedule.startMs + schedule.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
}

/**
 * Length of the load, in ms: the length of the curve, or, when each user does every journey only once, up to the end of the
 * last schedule.
 */
export function loadLengthMs(
  curve: LoadCurve,
  journeys: readonly { readonly everyMs: number | 'once'; readonly schedule: Schedule }[],
): number {
  return Math.max(
    ...(journeys.some(({ everyMs }) => everyMs !== 'once') ? [curveDurationMs(curve)] : []),
    ...journeys.map(({ schedule }) => scheduleEndMs(schedule)),
  );
}

/** The highest rate of a schedule, in iterations per millisecond. */
export function peakRatePerMs(schedule: Schedule): number {
  if (schedule.kind === 'constant') return schedule.rate / schedule.timeUnitMs;
  const most = schedule.stages.reduce((rate, stage) => Math.max(rate, stage.target), schedule.startRate);
  return most / schedule.timeUnitMs;
}

/**
 * Number of virtual users that the schedule needs so that no arrival waits for one: Little's law (L = λ·W, with W the
 * longest time allowed), plus one to spare. It never exceeds the number of iterations plus one.
 */
export function virtualUsers(schedule: Schedule, maxDurationMs: number): number {
  const underWay = Math.ceil(peakRatePerMs(schedule) * maxDurationMs);
  return Math.min(underWay, plannedIterations(schedule).max) + 1;
}

/**
 * An arrival that is due less than this before the end may not start: k6 cuts the gaps to whole nanoseconds, which is enough
 * to shift it.
 */
const EDGE_MS = 2;

/** Counts the iterations of a schedule: those that must start, and those that may start. */
export function plannedIterations(schedule: Schedule): Planned {
  if (schedule.kind === 'constant') {
    const { durationMs } = schedule;
    const within = (ms: number) => (ms * NS_PER_MS) / gapNs(schedule);
    return {
      min: Math.ceil(within(durationMs - EDGE_MS) - 1e-9),
      max: Math.floor(within(durationMs) + 1e-9) + 1,
    };
  }
  const area = rampSegments(schedule).at(-1)?.areaAtEnd ?? 0;
  return { min: Math.ceil(area - 1e-6) - 1, max: Math.floor(area + 1e-6) };
}

/**
 * Counts the iterations of a schedule that are due less than `ms` before its end. k6 ends a scenario exactly at its end, so a
 * generator that is late by `ms` does not start them.
 */
export function dueAtEnd(schedule: Schedule, ms: number): number {
  const fromMs = scheduleEndMs(schedule) - schedule.startMs - ms;
  const dueMs = dueInstants(schedule);
  const { min } = plannedIterations(schedule);
  let first = min;
  while (first > 0 && dueMs(first - 1) > fromMs) first--;
  return min - first;
}

/**
 * Makes the function that says when iteration `i` (k6's `iterationInTest`, from 0) is due, in ms after the start of the
 * scenario. Constant rate: `i` times the gap, which k6 cuts to whole nanoseconds. Ramping rate: the instant at which the
 * area under the rate reaches `i + 1`, as in k6's ramping-arrival-rate executor.
 */
export function dueInstants(schedule: Schedule): (i: number) => number {
  if (schedule.kind === 'constant') {
    const gapMs = gapMsOf(schedule);
    return (i) => i * gapMs;
  }
  const segments = rampSegments(schedule);
  return (i) => {
    const event = i + 1;
    const segment = segments.find(({ areaAtEnd }) => event <= areaAtEnd + 1e-9) ?? segments.at(-1);
    if (!segment) return 0;
    const { startMs, durationMs: d, from: a, to: b } = segment;
    const left = event - segment.areaAtStart;
    if (a === b) return startMs + left / b;
    const root = Math.sqrt(Math.max(0, d * (a * a * d + 2 * left * (b - a))));
    return startMs + (root - a * d) / (b - a);
  };
}

interface RampSegment {
  readonly startMs: number;
  readonly durationMs: number;
  /** Rate at the start of the segment, in iterations per ms. `to` is the rate at its end. */
  readonly from: number;
  readonly to: number;
  readonly areaAtStart: number;
  readonly areaAtEnd: number;
}

function rampSegments(schedule: RampingSchedule): RampSegment[] {
  const segments: RampSegment[] = [];
  let startMs = 0;
  let area = 0;
  let from = schedule.startRate / schedule.timeUnitMs;
  for (const stage of schedule.stages) {
    const to = stage.target / schedule.timeUnitMs;
    if (stage.durationMs > 0) {
      const areaAtEnd = area + ((from + to) / 2) * stage.durationMs;
      segments.push({ startMs, durationMs: stage.durationMs, from, to, areaAtStart: area, areaAtEnd });
      startMs += stage.durationMs;
      area = areaAtEnd;
    }
    from = to;
  }
  return segments;
}

function arrivals(curve: LoadCurve, timeUnitMs: number, weight: number): Schedule {
  const [first] = curve;
  const users = first?.users ?? 0;
  if (curve.every((corner) => corner.users === users)) {
    const durationMs = curveDurationMs(curve);
    return { kind: 'constant', rate: users * weight, timeUnitMs, durationMs, startMs: 0 };
  }
  const stages = curve.slice(1).map((corner, index) => ({
    target: corner.users * weight,
    durationMs: Math.round(corner.atMs) - Math.round(curve[index]?.atMs ?? 0),
  }));
  return { kind: 'ramping', startRate: users * weight, stages, timeUnitMs, startMs: 0 };
}

/** k6 accepts no schedule of arrivals that is shorter. */
const SHORTEST_MS = 1_000;

/**
 * Makes a schedule in which each user starts one iteration: `spawnRate` users a second, or all as soon as k6 can. It ends
 * half a gap early, so that no iteration is due at the very end.
 */
function oneIterationEach(users: number, spawnRate: number | undefined): Schedule {
  const shortestMs = Math.ceil(SHORTEST_MS / (1 - 1 / users / 2));
  const timeUnitMs = Math.max(shortestMs, Math.round((users / (spawnRate ?? users)) * 1000));
  const durationMs = Math.max(1, Math.round(timeUnitMs - timeUnitMs / users / 2));
  return { kind: 'constant', rate: users, timeUnitMs, durationMs, startMs: 0 };
}

/** At least 1: with a gap of 0, a schedule would have endlessly many iterations, all due at once. */
function gapNs(schedule: ConstantSchedule): number {
  return Math.max(1, Math.floor((schedule.timeUnitMs * NS_PER_MS) / schedule.rate));
}

/** Time between two arrivals at a constant rate, in ms. */
export function gapMsOf(schedule: ConstantSchedule): number {
  return gapNs(schedule) / NS_PER_MS;
}

function shortestGapMs(schedule: Schedule): number {
  return 1 / peakRatePerMs(schedule);
}
