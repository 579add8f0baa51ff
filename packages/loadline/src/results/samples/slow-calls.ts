import { readTrace, type SlowCall, type TraceSpec } from '../../core/telemetry/trace';
import type { SampleHandler } from './sample-scanner';

const MOST = 20;

/** Keeps the slowest calls of the load whose trace was sampled, with their traces. */
export class SlowCalls {
  private readonly slowest: SlowCall[] = [];

  constructor(private readonly trace: TraceSpec) {}

  /** Handler for the durations of one call. */
  watching(call: string): SampleHandler {
    return (us, durationMs, metadata) => {
      const last = this.slowest.length < MOST ? undefined : this.slowest[MOST - 1];
      if (!metadata || (last && durationMs <= last.durationMs)) return;
      const trace = readTrace(metadata(), this.trace);
      if (!trace?.isSampled) return;
      const at = this.slowest.findIndex((one) => one.durationMs < durationMs);
      const slow = { call, atMs: us / 1000, durationMs, ...trace };
      this.slowest.splice(at < 0 ? this.slowest.length : at, 0, slow);
      this.slowest.length = Math.min(this.slowest.length, MOST);
    };
  }

  /** The slowest calls, the slowest first. */
  get all(): readonly SlowCall[] {
    return this.slowest;
  }
}
