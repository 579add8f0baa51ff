import type { LoadCurve } from './profile';
import { dueInstants, plannedIterations, type Schedule } from './schedule';

/** One level of a load that rises in steps: the ramp to it and the time on it. Times in ms after the start of the load. */
export interface LoadStep {
  /** Number of the step, from 1. */
  readonly number: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Users at the end of the step. */
  readonly users: number;
}

/** Finds the steps of a load curve. Empty when it has a single level, with or without a ramp to it. */
export function loadSteps(curve: LoadCurve): LoadStep[] {
  const steps: LoadStep[] = [];
  let fromMs = 0;
  let wasLevel = false;
  let users = curve[0]?.users ?? 0;
  let atMs = 0;
  const close = () => {
    if (atMs > fromMs) steps.push({ number: steps.length + 1, fromMs, toMs: atMs, users });
    fromMs = atMs;
  };
  for (const corner of curve.slice(1)) {
    const isLevel = corner.users === users;
    if (wasLevel && !isLevel) close();
    wasLevel = isLevel;
    users = corner.users;
    atMs = corner.atMs;
  }
  close();
  return steps.length > 1 ? steps : [];
}

/** Number of the step in which an instant lies. After the end of the load it is the last step. */
export function stepAt(steps: readonly LoadStep[], ms: number): number {
  const step = steps.find(({ toMs }) => ms < toMs) ?? steps.at(-1);
  return step?.number ?? 1;
}

/** Counts the iterations of a schedule that are due within a step. */
export function offeredIn(step: LoadStep, schedule: Schedule): number {
  return dueBefore(schedule, step.toMs) - dueBefore(schedule, step.fromMs);
}

/**
 * Counts the iterations that are due before an instant, in ms after the start of the load. Due instants only rise, so it
 * searches by bisection.
 */
export function dueBefore(schedule: Schedule, ms: number): number {
  const dueMs = dueInstants(schedule);
  let low = 0;
  let high = plannedIterations(schedule).min;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (schedule.startMs + dueMs(middle) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
