import type { MetricKind } from '../../core/spec/run-spec';
import { didYouMean } from '../../core/text/nearest';
import type { Problem } from '../../core/text/problem';
import type { Suite } from '../user/suite-definition';

/** Lists the suite's own metrics of one kind. @param made all metrics that the suite made, by name */
export function metricsOf(kind: MetricKind, made: Readonly<Record<string, MetricKind>>): string[] {
  return Object.keys(made).filter((name) => made[name] === kind);
}

/**
 * Finds metrics that a journey declares and nobody made, and metrics that no journey declares: for those it is unknown
 * whether a choice of journeys leaves their thresholds without data.
 * @param made the suite's own metrics by name
 */
export function metricProblems({ journeys }: Suite, made: Readonly<Record<string, MetricKind>>): Problem[] {
  const names = Object.keys(made);
  const declared = Object.entries(journeys).flatMap(([journey, { metrics = [] }]) =>
    metrics.map((metric) => ({ journey, metric })),
  );
  const unknown = declared.filter(({ metric }) => !names.includes(metric));
  const undeclared = names.filter((name) => !declared.some(({ metric }) => metric === name));
  return [
    ...unknown.map(
      ({ journey, metric }): Problem => ({
        code: 'suite-declaration',
        where: `journey ${journey}: metrics`,
        message: `there is no metric "${metric}": ${didYouMean(metric, names)}`,
      }),
    ),
    ...undeclared.map(
      (name): Problem => ({
        code: 'suite-declaration',
        where: `metric ${name}`,
        message: `no journey declares it: write metrics: ['${name}'] in the journey that measures it`,
      }),
    ),
  ];
}
