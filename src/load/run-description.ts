import type { SuiteNames } from './limits';
import type { Problem } from './problem';
import type { Schedule } from './schedule';

/** What a bundle tells of itself and of the run that its variables make. */
export interface RunDescription {
  readonly names: SuiteNames;
  readonly schedules: Readonly<Record<string, Schedule>>;
  readonly virtualUsers: number;
  /** Length of the load in ms. */
  readonly loadMs: number;
  /** What keeps the run from starting, such as missing accounts. */
  readonly problems: readonly Problem[];
}
