import { mainReason } from '../../core/verdict/main-reason';
import type { Result } from '../../core/verdict/result';
import type { Comparison } from './compare-runs';
import { callsOf, journeysOf } from './rows';

/** Outcome of `compare --gate`. Exit codes: `worse` 99, `undecided` 3, `passed` 0. */
export interface Gate {
  readonly outcome: 'passed' | 'worse' | 'undecided';
  /** Why the candidate did not pass. */
  readonly reasons: readonly string[];
}

/**
 * Decides whether the candidate may pass. It is worse when a deciding row is worse, when a call or journey of every baseline
 * run is in no candidate run, or when a candidate run failed. It is undecided when a deciding row is inconclusive or cannot
 * be compared.
 * @param allowInconclusive lets the candidate pass when a row is undecided
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
      .map((run) => `${run.spec.runId} failed: ${mainReason(run)}`),
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
