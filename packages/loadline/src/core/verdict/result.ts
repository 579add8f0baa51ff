import type { Aggregate } from '../figures/aggregate';
import type { RunSpec } from '../spec/run-spec';
import { printableDeep } from '../text/printable';
import type { Judgement } from './judge';
import type { Stopped } from './stopped';

/** Version of the format of `result.json`. It is raised when a field changes its meaning or is removed. */
export const RESULT_VERSION = 2;

/** The content of `result.json`: the spec, the verdict, and the figures. */
export interface Result extends Judgement {
  readonly version: typeof RESULT_VERSION;
  /** Version of loadline that wrote the result. */
  readonly loadline: string;
  readonly spec: RunSpec;
  /** When the load began, in ms since the epoch. Absent when it did not begin. */
  readonly startedAtMs?: number;
  /** Versions of the suite, the system under test, k6, loadline, and the git commit. */
  readonly versions?: Readonly<Record<string, string>>;
  readonly aggregate: Aggregate;
  /** Script errors that no iteration caught. `aggregate` does not count them. Absent when there are none. */
  readonly uncaughtErrors?: number;
  /** What ended the load before its planned end. Absent when nothing did. */
  readonly stopped?: Stopped;
  /** Descriptions of what is missing from these figures: a file that was not read to its end. */
  readonly incomplete?: readonly string[];
}

/** Counts script errors, with those that no iteration caught. */
export function allScriptErrors({
  aggregate,
  uncaughtErrors = 0,
}: Pick<Result, 'aggregate' | 'uncaughtErrors'>): number {
  return aggregate.scriptErrors + uncaughtErrors;
}

/** Makes a result. It removes control characters from all texts of systems, files and variables. */
export function makeResult(
  loadline: string,
  spec: RunSpec,
  facts: Pick<Result, 'startedAtMs' | 'versions'>,
  aggregate: Aggregate,
  judgement: Judgement,
): Result {
  return printableDeep({ version: RESULT_VERSION, loadline, ...judgement, spec, ...facts, aggregate });
}
