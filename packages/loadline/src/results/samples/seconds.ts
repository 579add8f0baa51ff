import type { SecondCallStats, SecondStats } from '../../core/figures/aggregate';
import { dueInstants, plannedIterations, type Schedule } from '../../core/spec/schedule';
import { Latencies } from './latencies';

const PERCENTS = [50, 95, 99];
/** How many seconds a sample may come after later ones of its file: k6 writes samples once a second, by virtual user. */
const SLACK_S = 5;

interface OpenSecond {
  started: number;
  ended: number;
  dropped: number;
  delayMaxMs: number | undefined;
  bytes: number;
  readonly causes: Record<string, number>;
  readonly iterationCauses: Record<string, number>;
  readonly calls: Map<string, { failed: number; count: number; readonly durations: Latencies }>;
}

/**
 * Figures of each second of the load. Histograms are kept only for the few seconds that can still receive samples, then
 * reduced to figures: memory grows with seconds, not with samples.
 */
export class Seconds {
  private readonly open = new Map<number, OpenSecond>();
  private readonly closed = new Map<number, Omit<SecondStats, 'due' | 'active'> & { ended: number }>();
  private readonly spare: Latencies[] = [];
  /** Time in ms that iterations ran within each second. */
  private readonly busyMs: number[] = [];
  private closedUpTo = 0;

  /** Adds one call. @param second after the start of the load */
  call(second: number, name: string, durationMs: number): void {
    const call = this.callAt(second, name);
    call.count += 1;
    call.durations.add(durationMs);
  }

  callFailed(second: number, name: string): void {
    this.callAt(second, name).failed += 1;
  }

  /** Adds failures with one cause, of calls or of iterations. */
  failedBy(second: number, of: 'causes' | 'iterationCauses', cause: string, count: number): void {
    if (count <= 0) return;
    const causes = this.at(second)[of];
    causes[cause] = (causes[cause] ?? 0) + count;
  }

  started(second: number, delayMs: number): void {
    const at = this.at(second);
    at.started += 1;
    at.delayMaxMs = Math.max(at.delayMaxMs ?? 0, delayMs);
  }

  /** Adds an iteration that came to its end. @param endS time of its end, in s after the start of the load */
  ran(endS: number, ms: number): void {
    const startS = Math.max(0, endS - ms / 1000);
    for (let second = Math.floor(startS); second < endS; second++) {
      const spentS = Math.min(endS, second + 1) - Math.max(startS, second);
      this.busyMs[second] = (this.busyMs[second] ?? 0) + spentS * 1000;
    }
  }

  ended(second: number): void {
    this.at(second).ended += 1;
  }

  dropped(second: number, count: number): void {
    this.at(second).dropped += count;
  }

  bytes(second: number, count: number): void {
    this.at(second).bytes += count;
  }

  /** Closes the seconds that can no longer receive samples. @param second the earliest that further samples can have */
  progress(second: number): void {
    for (const at of this.open.keys()) if (at < second - SLACK_S) this.close(at);
  }

  /** The figures so far, second by second, with the iterations that were due. */
  stats(journeys: readonly { readonly schedule: Schedule }[]): SecondStats[] {
    for (const at of this.open.keys()) this.close(at);
    const due = duePerSecond(journeys.map(({ schedule }) => schedule));
    // No `Math.max(...keys)`: a long load has more seconds than a call can have arguments.
    let length = due.length;
    for (const second of this.closed.keys()) length = Math.max(length, second + 1);
    return this.first(length, due);
  }

  /**
   * The seconds for which no more samples can arrive. `due` is 0, as counting due iterations is slow in a long load.
   */
  closedStats(): SecondStats[] {
    return this.first(this.closedUpTo, []);
  }

  private first(length: number, due: readonly number[]): SecondStats[] {
    let active = 0;
    return Array.from({ length }, (_, second) => {
      const { ended = 0, ...stats } = this.closed.get(second) ?? {
        second,
        started: 0,
        dropped: 0,
        bytes: 0,
        calls: {},
      };
      active += stats.started - ended;
      const activeMean = Number(((this.busyMs[second] ?? 0) / 1000).toFixed(3));
      return { ...stats, due: due[second] ?? 0, active, activeMean };
    });
  }

  private callAt(second: number, name: string) {
    const { calls } = this.at(second);
    let call = calls.get(name);
    if (!call) {
      call = { failed: 0, count: 0, durations: this.spare.pop() ?? new Latencies() };
      calls.set(name, call);
    }
    return call;
  }

  /** The open second for a sample. A sample that comes after its second was closed goes to the earliest open one. */
  private at(second: number): OpenSecond {
    const place = Math.max(second, this.closedUpTo);
    let open = this.open.get(place);
    if (!open) {
      open = {
        ...{ started: 0, ended: 0, dropped: 0, delayMaxMs: undefined, bytes: 0 },
        ...{ causes: {}, iterationCauses: {}, calls: new Map() },
      };
      this.open.set(place, open);
    }
    return open;
  }

  private close(second: number): void {
    const open = this.open.get(second);
    if (!open) return;
    const { calls, delayMaxMs, causes, iterationCauses, ...counts } = open;
    this.open.delete(second);
    this.closedUpTo = Math.max(this.closedUpTo, second + 1);
    const stats: Record<string, SecondCallStats> = {};
    const all = this.spare.pop() ?? new Latencies();
    for (const [name, { count, failed, durations }] of calls) {
      const { percentiles = {}, interpolated } = durations.count > 0 ? durations.named(PERCENTS) : {};
      const { p50 = 0, p95 = 0, p99 = 0 } = percentiles;
      stats[name] = {
        count,
        failed,
        p50,
        p95,
        p99,
        max: durations.max,
        ...(interpolated && { interpolated }),
      };
      all.merge(durations);
      durations.reset();
      this.spare.push(durations);
    }
    const [p95] = all.count > 0 ? all.percentiles([95]) : [];
    all.reset();
    this.spare.push(all);
    this.closed.set(second, {
      second,
      ...counts,
      ...(delayMaxMs !== undefined && { delayMaxMs }),
      ...(p95 !== undefined && { p95 }),
      ...(hasAny(causes) && { causes }),
      ...(hasAny(iterationCauses) && { iterationCauses }),
      calls: stats,
    });
  }
}

function hasAny(causes: Readonly<Record<string, number>>): boolean {
  return Object.keys(causes).length > 0;
}

function duePerSecond(schedules: readonly Schedule[]): number[] {
  const due: number[] = [];
  for (const schedule of schedules) {
    const dueMs = dueInstants(schedule);
    const { min } = plannedIterations(schedule);
    for (let pass = 0; pass < min; pass++) {
      const second = Math.floor((schedule.startMs + dueMs(pass)) / 1000);
      while (due.length <= second) due.push(0);
      due[second] = (due[second] ?? 0) + 1;
    }
  }
  return due;
}
