import type { Clock } from './protocol';

/** A clock that is further off is told of: its instants cannot be laid beside those of others. */
const MOST_MS = 100;

/** Which instances' clocks differ from that of the `collect` server, by more than the measurement may be wrong. */
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
