import type { CallStats, JourneyStats } from '../../core/figures/aggregate';
import { counted } from '../../core/text/counted';
import type { Result } from '../../core/verdict/result';
import { compareRuns } from '../../results/compare/compare-runs';
import { cautions, refusals } from '../../results/compare/likeness';

/** Figures of the run before, beside those of this one. */
export interface Before {
  readonly calls: Readonly<Record<string, Figures>>;
  readonly journeys: Readonly<Record<string, Figures>>;
  /** By the id of a figure, such as `calls.GetVacancy.p95`: only what `compare` calls different. */
  readonly different: Readonly<Record<string, 'better' | 'worse'>>;
}

/** What is compared of a call or a journey. */
export interface Figures {
  readonly count: number;
  readonly failed: number;
  readonly duration?: CallStats['duration'];
}

/** A run beside an earlier one, or why it is not. */
export interface Beside {
  /** Sentences for the top of the page. */
  readonly notes: readonly string[];
  readonly before?: Before;
}

/**
 * What may be shown of an earlier run: nothing, when `compare` would refuse the two. One run is one observation, so `compare`
 * calls a figure different only when it would do so of these two runs alone.
 */
export function beside(result: Result, baseline: Result): Beside {
  const { runId } = baseline.spec;
  const refused = refusals([baseline, result]).filter(({ safeguard }) => safeguard !== 'duplicates');
  if (refused.length > 0) {
    const why = refused.map(({ where, message }) => `${where}: ${message}`);
    return { notes: [`Not compared with run ${runId}, as the two are not alike: ${why.join(' · ')}.`] };
  }
  const { rows, runsNeeded } = compareRuns([baseline], [result]);
  const found = rows.flatMap(({ id, verdict }) =>
    verdict === 'better' || verdict === 'worse' ? [[id, verdict] as const] : [],
  );
  const { spec, verdict } = baseline;
  const few =
    runsNeeded === undefined
      ? ''
      : ` One run beside one run shows no difference that would not come by chance: give ${runsNeeded} runs of each side to \`loadline compare\`.`;
  return {
    notes: [
      `Compared with run ${runId} (${spec.suite}/${spec.profile}, ${counted(spec.users, 'user')}, verdict ${verdict}): its figures are in brackets, with the change since then, ▲ more, ▼ less.${few}`,
      ...cautions([baseline, result]).map((what) => `The two differ in ${what}.`),
    ],
    before: {
      calls: byName(
        baseline.aggregate.calls.filter(({ phase }) => phase === 'load'),
        callFigures,
      ),
      journeys: byName(baseline.aggregate.journeys, journeyFigures),
      different: Object.fromEntries(found),
    },
  };
}

function byName<T>(all: readonly T[], of: (one: T) => readonly [string, Figures]): Record<string, Figures> {
  return Object.fromEntries(all.map(of));
}

function callFigures({ call, count, failed, duration }: CallStats): [string, Figures] {
  return [call, { count, failed, ...(duration && { duration }) }];
}

function journeyFigures({ journey, done, failed, duration }: JourneyStats): [string, Figures] {
  return [journey, { count: done, failed, ...(duration && { duration }) }];
}
