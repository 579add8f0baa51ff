import type { CallStats, JourneyStats } from '../../core/figures/aggregate';
import { faultNote } from '../../core/spec/made-by';
import { counted } from '../../core/text/counted';
import type { Result } from '../../core/verdict/result';
import { compareRuns } from '../../results/compare/compare-runs';
import { cautions, refusals } from '../../results/compare/likeness';

/** Figures of the earlier run, shown beside those of this one. */
export interface Before {
  readonly calls: Readonly<Record<string, Figures>>;
  readonly journeys: Readonly<Record<string, Figures>>;
  /** By id of the figure, such as `calls.GetVacancy.p95`: only the figures that `compare` calls different. */
  readonly different: Readonly<Record<string, 'better' | 'worse'>>;
}

/** Figures of a call or a journey that are compared. */
export interface Figures {
  readonly count: number;
  readonly failed: number;
  readonly duration?: CallStats['duration'];
}

/** The comparison with an earlier run, or why there is none. */
export interface Beside {
  /** Sentences for the top of the page. */
  readonly notes: readonly string[];
  readonly before?: Before;
}

/**
 * Figures of an earlier run to show beside this one; none when `compare` would refuse the two runs. One run is one
 * observation: a figure counts as different only when `compare` calls it so for these two runs alone.
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
      `Compared with run ${runId} (${spec.suite}/${spec.profile}${faultNote(spec)}, ${counted(spec.users, 'user')}, verdict ${verdict}): its figures are in brackets, with the change since then, ▲ more, ▼ less.${few}`,
      ...cautions([baseline], [result]).map((what) => `Warning: ${what}.`),
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
