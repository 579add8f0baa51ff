import { plannedText } from '../../core/spec/planned-text';
import type { Result } from '../../core/verdict/result';
import { validityChecks } from './validity';

/** Whether the figures of a run can be trusted, in one line. */
export function trustLine(result: Result): { isGood: boolean; words: string } {
  const checks = validityChecks(result);
  const doubts = checks.filter(({ outcome, leadsTo }) => outcome === 'broken' && leadsTo === 'invalid');
  const unknown = checks.filter(({ outcome }) => outcome === 'no data');
  if (doubts.length > 0 || result.verdict === 'invalid') {
    const what = doubts.map(({ name, detail }) => `not so: ${name} (${detail})`);
    return {
      isGood: false,
      words: what.join('; ') || 'the run is invalid, so its figures are not those of its plan',
    };
  }
  const { journeys, generatorLag } = result.aggregate;
  const sum = (of: (journey: (typeof journeys)[number]) => number) =>
    journeys.reduce((total, journey) => total + of(journey), 0);
  const planned = { min: sum(({ planned: { min } }) => min), max: sum(({ planned: { max } }) => max) };
  const cut = sum(({ interrupted }) => interrupted);
  const words = [
    generatorLag ? 'the load generator was healthy' : 'nobody watched the load generator',
    `${sum(({ done }) => done)} of ${plannedText(planned)} iterations done`,
    cut === 0 ? 'nothing was cut off' : `${cut} cut off`,
    ...unknown
      .filter(({ name }) => name !== 'the load generator was healthy')
      .map(({ name }) => `unknown: ${name}`),
  ];
  return { isGood: unknown.length === 0, words: words.join(', ') };
}
