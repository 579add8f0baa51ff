import type { JourneyWork } from '../spec/run-spec';
import type { Aggregate, Times } from './aggregate';

/**
 * Adds to the suite's own times how many samples there would be if every iteration that came to its end had measured one.
 * Where samples are missing, the figures are those of the iterations that went well, not of all.
 */
export function withExpected(aggregate: Aggregate, work: readonly JourneyWork[] = []): Aggregate {
  if (!aggregate.custom) return aggregate;
  const entries = Object.entries(aggregate.custom).map(([metric, figures]) => {
    const expected = aggregate.journeys
      .filter(({ journey }) => work.find(({ name }) => name === journey)?.metrics.includes(metric))
      .reduce((sum, { done }) => sum + done, 0);
    const isKnown = 'percentiles' in figures && expected > 0;
    return [metric, isKnown ? { ...figures, expected } : figures] as const;
  });
  return { ...aggregate, custom: Object.fromEntries(entries) };
}

/**
 * Says how often something was measured: `390`, or `33 of 390` when some samples are missing.
 * @param show writes a number
 */
export function measuredOften(
  { count, expected = 0 }: Pick<Times, 'count' | 'expected'>,
  show: (count: number) => string = String,
): string {
  return count < expected ? `${show(count)} of ${show(expected)}` : show(count);
}
