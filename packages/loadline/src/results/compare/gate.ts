import type { Result } from '../../core/verdict/result';
import type { Comparison } from './compare-runs';
import { callsOf, journeysOf } from './rows';

/** What `compare --gate` says: `worse` ends with 99, `undecided` with 3, `passed` with 0. */
export interface Gate {
  readonly outcome: 'passed' | 'worse' | 'undecided';
  /** Why it did not pass. */
  readonly reasons: readonly string[];
}

/**
 * Decides whether the candidate may pass. It is worse when a deciding row is, when a call or a journey that every baseline
 * run has is in no candidate run, or when a candidate run failed. It is undecided when a deciding row cannot be told, or
 * cannot be compared at all.
 * @param allowInconclusive lets it pass although something is undecided
 */
export function gate(
  { rows, leftOut }: Comparison,
  base: readonly Result[],
  candidate: readonly Result[],
  allowInconclusive = false,
): Gate {
  const deciding = rows.filter(({ decides }) => decides);
  const worse = [
    ...candidate
      .filter(({ verdict }) => verdict === 'fail')
      .map(({ spec, reasons }) => `${spec.runId} failed: ${reasons[0] ?? 'no reason is given'}`),
    ...vanished('call', callsOf, base, candidate),
    ...vanished('journey', journeysOf, base, candidate),
    ...deciding.filter(({ verdict }) => verdict === 'worse').map(({ id }) => `${id} is worse`),
  ];
  const undecided = [
    ...deciding.filter(({ verdict }) => verdict === 'inconclusive').map(({ id }) => `${id} is inconclusive`),
    ...leftOut.filter(({ decides }) => decides).map(({ id, reason }) => `${id} has ${reason}`),
    ...(deciding.length === 0 ? ['no row decides: nothing that decides was measured in all runs'] : []),
  ];
  if (worse.length > 0) return { outcome: 'worse', reasons: worse };
  if (undecided.length > 0 && !allowInconclusive) return { outcome: 'undecided', reasons: undecided };
  return { outcome: 'passed', reasons: [] };
}

function vanished(
  kind: string,
  namesOf: (run: Result) => string[],
  base: readonly Result[],
  candidate: readonly Result[],
): string[] {
  const left = new Set(candidate.flatMap(namesOf));
  const [first, ...others] = base.map((run) => new Set(namesOf(run)));
  return [...(first ?? [])]
    .filter((name) => others.every((names) => names.has(name)) && !left.has(name))
    .map((name) => `${kind} ${name} is in every baseline run and in no candidate run`);
}
