import type { Aggregate } from '../figures/aggregate';
import type { RunSpec } from '../spec/run-spec';
import { printableDeep } from '../text/printable';
import type { Judgement } from './judge';
import type { Stopped } from './stopped';

/** Version of the format of `result.json`: raised when a field changes its meaning or goes away. */
export const RESULT_VERSION = 2;

/** `result.json`: the spec, the verdict, and what was measured. */
export interface Result extends Judgement {
  readonly version: typeof RESULT_VERSION;
  /** Version of loadline that made it. */
  readonly loadline: string;
  readonly spec: RunSpec;
  /** When the load began, in ms since the epoch; absent when it did not. */
  readonly startedAtMs?: number;
  /** Of the suite, the system under test, k6, loadline, the git commit. */
  readonly versions?: Readonly<Record<string, string>>;
  readonly aggregate: Aggregate;
  /** What ended the load before its planned end; absent when nothing did. */
  readonly stopped?: Stopped;
  /** What is missing from these figures, in words: a part that was not read to its end. */
  readonly incomplete?: readonly string[];
}

/** Puts a result together. What systems, files and variables supplied holds no control characters from here on. */
export function makeResult(
  loadline: string,
  spec: RunSpec,
  facts: Pick<Result, 'startedAtMs' | 'versions'>,
  aggregate: Aggregate,
  judgement: Judgement,
): Result {
  return printableDeep({ version: RESULT_VERSION, loadline, ...judgement, spec, ...facts, aggregate });
}
