import type { CallRow } from '../thresholds/thresholds';

/** What a journey does in one iteration, as far as its figures are judged by it. */
export interface JourneyShape {
  /** Calls in order. */
  readonly calls: readonly string[];
  /** The suite's own metrics that it measures. */
  readonly metrics: readonly string[];
}

/** By name of the journey. */
export type JourneyShapes = Readonly<Record<string, JourneyShape>>;

/**
 * Whether a call is expected in the load, so that it shows there also when there was none. A sign-in belongs to set-up: in the
 * load it shows only when a session was renewed.
 */
export function isOfLoad(call: string, rows: readonly CallRow[], shapes: JourneyShapes = {}): boolean {
  const isOfSetup = rows.some((row) => row.call === call && row.phase === 'setup');
  return !isOfSetup || Object.values(shapes).some(({ calls }) => calls.includes(call));
}
