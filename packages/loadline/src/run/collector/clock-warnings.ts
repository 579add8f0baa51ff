import type { Clock } from './protocol';

/** Largest difference of a clock without a warning, in ms. Beyond it, times of instances cannot be compared. */
const MOST_MS = 100;

/** Warns about instances whose clock differs from that of the `collect` server by more than the error of the measurement. */
export function clockWarnings(clocks: Readonly<Record<number, Clock>>): string[] {
  return Object.entries(clocks).flatMap(([number, { offsetMs, withinMs }]) => {
    if (Math.abs(offsetMs) - withinMs <= MOST_MS) return [];
    const how = offsetMs > 0 ? 'behind' : 'ahead of';
    const off = `${(Math.abs(offsetMs) / 1000).toFixed(1)} s ${how} that of the collect server`;
    return [
      `the clock of instance ${number} is ${off} (± ${Math.ceil(withinMs)} ms): set the clocks of the machines`,
    ];
  });
}
