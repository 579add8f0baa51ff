/** A smaller difference is rounding: the wall clock has whole ms. */
const LEAST_STEP_MS = 20;

/** Longest time of reading both clocks, in ms. If it takes longer, the process was interrupted in between. */
const LONGEST_READ_MS = 5;

/**
 * Compares the wall clock with the monotonic one. The start of a scenario is known only by the wall clock, so every delay
 * and response time after a step of it is wrong.
 */
export class ClockWatch {
  private offsetMs: number | undefined;

  /**
   * @param monotonic reads a clock that nobody can set, in ms
   * @param wall reads the clock of the machine, in ms
   */
  constructor(
    private readonly monotonic: () => number,
    private readonly wall: () => number,
  ) {}

  /** Looks at both clocks. @returns by how many ms the wall clock was set since the last look; 0 when it was not */
  look(): number {
    const beforeMs = this.monotonic();
    const wallMs = this.wall();
    const afterMs = this.monotonic();
    // The next look tells it.
    if (afterMs - beforeMs > LONGEST_READ_MS) return 0;
    const offsetMs = wallMs - afterMs;
    const stepMs = offsetMs - (this.offsetMs ?? offsetMs);
    this.offsetMs = offsetMs;
    return Math.abs(stepMs) < LEAST_STEP_MS ? 0 : stepMs;
  }
}
