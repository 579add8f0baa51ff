/** What a journey does in one iteration, as far as its figures are judged by it. */
export interface JourneyShape {
  /** Calls in order. */
  readonly calls: readonly string[];
  /** The suite's own metrics that it measures. */
  readonly metrics: readonly string[];
}

/** By name of the journey. */
export type JourneyShapes = Readonly<Record<string, JourneyShape>>;
