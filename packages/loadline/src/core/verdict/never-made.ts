import { type Aggregate, callStats } from '../figures/aggregate';
import type { JourneyWork } from '../spec/run-spec';
import { counted } from '../text/counted';
import type { Judgement } from './judge';

/**
 * Adds a warning for each declared call that was never made, and one for a load without any call. Only iterations that
 * succeeded show that the script does not make a call: others may have failed before it. A call with a threshold that has no
 * sample is a reason, so it is no warning too.
 */
export function warnOfNeverMade(
  judgement: Judgement,
  work: readonly JourneyWork[],
  aggregate: Aggregate,
): Judgement {
  const good = work.flatMap(({ name, calls }) => {
    const { done = 0, failed = 0 } = aggregate.journeys.find(({ journey }) => journey === name) ?? {};
    return done > failed ? [{ name, calls, count: done - failed }] : [];
  });
  if (good.length === 0) return judgement;
  const isMade = aggregate.calls.some(({ phase, count }) => phase === 'load' && count > 0);
  const sum = good.reduce((all, { count }) => all + count, 0);
  const warnings = isMade
    ? [...new Set(good.flatMap(({ calls }) => calls))].flatMap((call) =>
        neverMade(call, good, judgement, aggregate),
      )
    : [
        `the load made no call that is measured, in ${counted(sum, 'iteration')}: nothing of this run is about the system`,
      ];
  return warnings.length === 0 ? judgement : { ...judgement, warnings: [...judgement.warnings, ...warnings] };
}

function neverMade(
  call: string,
  good: readonly { readonly name: string; readonly calls: readonly string[]; readonly count: number }[],
  { thresholds }: Judgement,
  aggregate: Aggregate,
): string[] {
  if ((callStats(aggregate, call, 'load')?.count ?? 0) > 0) return [];
  if (thresholds.some(({ id, outcome }) => outcome === 'no data' && id.startsWith(`calls.${call}.`)))
    return [];
  const [first] = good.filter(({ calls }) => calls.includes(call));
  if (!first) return [];
  const { name, count } = first;
  return [
    `${call} was never made, though ${name} declares it and ${counted(count, 'iteration')} succeeded: nothing is known about it`,
  ];
}
