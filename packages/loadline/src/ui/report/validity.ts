import type { JourneyStats } from '../../core/figures/aggregate';
import { missingOf } from '../../core/figures/arrivals';
import { plannedText } from '../../core/spec/planned-text';
import { counted } from '../../core/text/counted';
import { showMs } from '../../core/text/numbers';
import { allScriptErrors, type Result } from '../../core/verdict/result';
import { GENERATOR_LIMITS } from '../../core/verdict/starved';
import { isInterruption } from '../../core/verdict/stopped';

/** A validity rule, which every run must meet regardless of its thresholds, and its outcome. */
export interface ValidityCheck {
  readonly name: string;
  readonly outcome: 'held' | 'broken' | 'no data';
  /** The figures, in words. */
  readonly detail: string;
  /** Verdict of a run that breaks the rule. */
  readonly leadsTo: 'invalid' | 'fail';
}

/** Every validity rule of a run, in the order in which they are judged. */
export function validityChecks(result: Result): ValidityCheck[] {
  const { aggregate, thresholds, stopped, incomplete = [] } = result;
  const scriptErrors = allScriptErrors(result);
  const without = thresholds
    .filter(({ outcome, explanation }) => outcome === 'no data' && explanation === undefined)
    .map(({ id }) => id);
  return [
    check('no script error', scriptErrors === 0, counted(scriptErrors, 'script error')),
    generatorHealthy(aggregate.generatorLag),
    ...aggregate.journeys.map((journey) => accountedFor(journey, stopped)),
    check(
      'every threshold has data',
      without.length === 0,
      without.length === 0 ? counted(thresholds.length, 'threshold') : `without data: ${without.join(', ')}`,
    ),
    complete(incomplete),
    ...aggregate.journeys.map(absorbed),
  ];
}

function check(
  name: string,
  holds: boolean,
  detail: string,
  leadsTo: ValidityCheck['leadsTo'] = 'invalid',
): ValidityCheck {
  return { name, outcome: holds ? 'held' : 'broken', detail, leadsTo };
}

function generatorHealthy(lag: Result['aggregate']['generatorLag']): ValidityCheck {
  const name = 'the load generator was healthy';
  if (!lag) return { name, outcome: 'no data', detail: 'nobody watched its timers', leadsTo: 'invalid' };
  const { p99Ms, maxMs } = GENERATOR_LIMITS;
  const { p99 = 0 } = lag.percentiles;
  const detail = `timers late by p99 ${showMs(p99)} ms (healthy: ${p99Ms}), at most ${showMs(lag.max)} ms (healthy: ${maxMs})`;
  return check(name, p99 <= p99Ms && lag.max <= maxMs, detail);
}

/** Missing parts are not a failure in themselves: the verdict says whether the figures can be judged without them. */
function complete(incomplete: readonly string[]): ValidityCheck {
  const name = 'the figures are complete';
  if (incomplete.length === 0) return check(name, true, 'nothing is missing');
  return { name, outcome: 'no data', detail: incomplete.join('; '), leadsTo: 'invalid' };
}

/** Iterations that a threshold or a signal cut off are missing for a known reason, so they break nothing. */
function accountedFor(stats: JourneyStats, stopped: Result['stopped']): ValidityCheck {
  const { journey, planned, done, dropped, interrupted, tooLate = 0 } = stats;
  const missing = missingOf(stats);
  const detail = [
    `${plannedText(planned)} planned, ${done} done, ${dropped} dropped, ${interrupted} cut off, ${missing} unaccounted for`,
    ...(tooLate > 0 ? [`${tooLate} not started because the generator was late when the load ended`] : []),
  ].join(', ');
  const name = `${journey}: every planned iteration is accounted for`;
  if (missing > 0 && stopped && (stopped.by === 'threshold' || isInterruption(stopped))) {
    const what = stopped.by === 'threshold' ? 'a threshold with "abort" ended the run' : 'it was interrupted';
    return { name, outcome: 'no data', detail: `${detail}: ${what} before`, leadsTo: 'invalid' };
  }
  return check(name, missing === 0, detail);
}

function absorbed({ journey, planned, dropped }: JourneyStats): ValidityCheck {
  const detail = `${dropped} of ${plannedText(planned)} planned iterations were dropped`;
  return check(`${journey}: the load was absorbed`, dropped === 0, detail, 'fail');
}
