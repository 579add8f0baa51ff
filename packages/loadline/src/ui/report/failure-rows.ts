import type { FailureFacts } from '../../core/figures/aggregate';
import type { Phase } from '../../core/names';
import { counted } from '../../core/text/counted';
import { showCount } from '../../core/text/numbers';
import type { Result } from '../../core/verdict/result';

/** Failures of one call or journey with one cause. */
export interface FailureRow extends Partial<FailureFacts> {
  readonly of: 'call' | 'journey';
  readonly name: string;
  /** Phase of the call; `load` for a journey. */
  readonly phase: Phase;
  readonly cause: string;
  readonly count: number;
  /** Number of all calls, or iterations, including those that succeeded. */
  readonly whole: number;
}

/** All failures of a run: calls, then journeys. */
export function failureRows({ aggregate }: Result): FailureRow[] {
  const calls = aggregate.calls.flatMap(({ call: name, phase, causes, count: whole, failures = {} }) =>
    Object.entries(causes).map(
      ([cause, count]) => ({ of: 'call', name, phase, cause, count, whole, ...failures[cause] }) as const,
    ),
  );
  const journeys = aggregate.journeys.flatMap(({ journey: name, causes, done: whole, failures = {} }) =>
    Object.entries(causes).map(
      ([cause, count]) =>
        ({ of: 'journey', name, phase: 'load', cause, count, whole, ...failures[cause] }) as const,
    ),
  );
  return [...calls, ...journeys];
}

const PHASES = { setup: 'set-up', load: 'load', teardown: 'clean-up' } as const;

/** Name of the call or journey of a failure, with its phase unless that is the load. */
export function placeOf({ name, phase }: FailureRow): string {
  return phase === 'load' ? name : `${name} (${PHASES[phase]})`;
}

/** Sorts failures, the most frequent first. */
export function mostFrequent(rows: readonly FailureRow[]): FailureRow[] {
  return rows.toSorted((a, b) => b.count - a.count);
}

/** A time in ISO 8601, to the second. Empty when it is not known. */
export function instant(ms: number | undefined): string {
  return ms === undefined ? '' : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** The cause of most failures of a run. */
export interface MainCause {
  readonly cause: string;
  /** How many failures it had, among how many, and where most of them were. */
  readonly words: string;
  /** Text of one of these failures. */
  readonly example?: string;
}

/**
 * The cause of most failures: of calls, or of iterations when more of these failed with a cause of their own. Failures of
 * set-up and clean-up count only when nothing failed in the load.
 * @returns undefined when nothing failed
 */
export function mainCause(result: Result): MainCause | undefined {
  const all = mostFrequent(failureRows(result));
  // The other figures at the top of a report are of the load, too.
  const ofLoad = all.filter(({ phase }) => phase === 'load');
  const rows = ofLoad.length > 0 ? ofLoad : all;
  const each = (['call', 'journey'] as const).flatMap((of) => byCause(rows.filter((row) => row.of === of)));
  const [main] = each.toSorted((a, b) => b.count - a.count);
  const [first] = main?.rows ?? [];
  if (!main || !first) return undefined;
  const failed = counted(showCount(main.whole), `failed ${first.of === 'call' ? 'call' : 'iteration'}`);
  const where = placeOf(first);
  const example = main.rows.find((row) => row.example !== undefined)?.example;
  return {
    cause: main.cause,
    words: `${showCount(main.count)} of ${failed}, ${placeText(main, where)}`,
    ...(example !== undefined && { example }),
  };
}

/** The cause of most failures of a run, in one line. Undefined when nothing failed. */
export function mainCauseText(result: Result): string | undefined {
  const main = mainCause(result);
  if (!main) return undefined;
  const example = main.example === undefined ? '' : `, such as: ${main.example}`;
  return `most frequent failure: ${main.cause}, ${main.words}${example}`;
}

/** Names one place alone only when most of the failures are there: the first of several equal ones would mislead. */
function placeText({ rows, count }: { rows: readonly FailureRow[]; count: number }, where: string): string {
  const [first] = rows;
  if (!first || rows.length === 1) return `all in ${where}`;
  if (first.count * 2 > count) return `most in ${where}`;
  return `over ${counted(rows.length, first.of)}, ${showCount(first.count)} in ${where}`;
}

function byCause(rows: readonly FailureRow[]) {
  const sum = (some: readonly FailureRow[]) => some.reduce((total, { count }) => total + count, 0);
  return [...new Set(rows.map(({ cause }) => cause))].map((cause) => {
    const own = rows.filter((row) => row.cause === cause);
    return { cause, rows: own, count: sum(own), whole: sum(rows) };
  });
}
