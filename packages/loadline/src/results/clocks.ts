import type { ClockOffset, InstanceEnd } from '../core/verdict/instance-end';
import type { Instance } from './instance';

/** Largest clock difference without a warning, in ms. */
const MOST_MS = 100;

/**
 * Sets `offsetMs` of each instance, which converts its times to the clock of the `collect` server. If one clock was not
 * measured, no times are converted, because they would still not be comparable.
 */
export function withCommonClock(instances: readonly Instance[]): Instance[] {
  if (instances.some(({ end }) => end?.clock === undefined)) return [...instances];
  return instances.map((instance) => ({ ...instance, offsetMs: instance.end?.clock?.offsetMs ?? 0 }));
}

/** The record of how an instance ended, with its times converted to the common clock. */
export function endOnCommonClock({ end, offsetMs = 0 }: Instance): InstanceEnd | undefined {
  if (!end) return undefined;
  const { startedAtMs, endedAtMs, stopped } = end;
  return {
    ...end,
    startedAtMs: startedAtMs + offsetMs,
    endedAtMs: endedAtMs + offsetMs,
    ...(stopped && { stopped: { ...stopped, atMs: stopped.atMs + offsetMs } }),
  };
}

/** Warnings about clocks that certainly differ from that of the `collect` server by more than {@link MOST_MS}. */
export function clockWarnings(instances: readonly Instance[]): string[] {
  return instances.flatMap(({ number, end, offsetMs }) => {
    const clock = end?.clock;
    if (!clock || Math.abs(clock.offsetMs) - clock.withinMs <= MOST_MS) return [];
    const done = offsetMs === undefined ? 'its times are not corrected, ' : 'its times are corrected, ';
    return [`the clock of instance ${number} is ${clockText(clock)}: ${done}set the clocks of the machines`];
  });
}

/** The difference of a clock as text: `3.2 s ahead of that of the collect server (± 5 ms)`. */
export function clockText({ offsetMs, withinMs }: ClockOffset): string {
  const ms = Math.abs(offsetMs);
  const off = ms < MOST_MS ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  return `${off} ${offsetMs > 0 ? 'behind' : 'ahead of'} that of the collect server (± ${Math.ceil(withinMs)} ms)`;
}
