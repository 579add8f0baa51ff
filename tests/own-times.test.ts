import { expect, it } from 'vitest';
import type { EditedFiles } from '../packages/loadline/src/run/inspect-bundle';
import type { VacancyServiceOptions } from '../services/src/vacancies/vacancy-service-options';
import { fixtureBundle } from './harness/fixture-suites';
import { type K6Ending, resultOf, runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

const THRESHOLD = 'metrics.time_to_page.p97.5';

/** Runs k6 alone with a single threshold, on a Trend of the suite. */
async function run(
  faults: Partial<VacancyServiceOptions>,
  variables: Record<string, string> = {},
  suite = 'own-times',
  files?: EditedFiles,
): Promise<K6Ending> {
  const service = await referenceService({ seedRecords: 20, ...faults });
  const load = { USERS: '20', DURATION: '2s', TAGS: 'measured' };
  return runK6({
    variables: { ...variablesFor(service), ...load, ...variables },
    bundle: fixtureBundle(suite),
    ...(files && { files }),
  });
}

it.each<[string, Partial<VacancyServiceOptions>, number, string, string]>([
  ['that holds', {}, 0, 'pass', 'held'],
  ['that breaks', { latencyMs: 700 }, 99, 'fail', 'broken'],
  ['without data, as every iteration failed,', { failShare: 1 }, 99, 'fail', 'no data'],
])(
  'a threshold on a suite’s own Trend %s: k6 and loadline agree',
  async (_, faults, code, verdict, outcome) => {
    const end = await run(faults);
    expect(end.code, end.output).toBe(code);
    const result = resultOf(end);
    expect(result.verdict).toBe(verdict);
    expect(result.thresholds.find(({ id }) => id === THRESHOLD)).toMatchObject({
      level: 'fail',
      bound: '≤ 500ms',
      outcome,
    });
    expect(result.reasons.join('\n')).not.toContain('thresholds switched off');
  },
);

it('such a threshold can be the breaking point of a load in steps', async () => {
  const description = 'two levels';
  const step = { description, users: 20, spawnRate: 100, duration: '2s', step: { users: 10, every: '1s' } };
  const { aggregate, breakingPoint } = resultOf(
    await run({ latencyMs: 700 }, { PROFILE: 'step', EVERY: '1s' }, 'own-times', { profiles: { step } }),
  );
  expect(aggregate.steps?.map(({ broken }) => broken)).toEqual([[THRESHOLD], [THRESHOLD]]);
  expect(breakingPoint).toBe(`step 1 (10 users): ${THRESHOLD} broke`);
});

it('a run of other journeys, which do not measure it, leaves the threshold out', async () => {
  const end = await run({}, { TAGS: 'plain' });
  expect(end.code, end.output).toBe(0);
  expect(resultOf(end).thresholds.map(({ id }) => id)).toEqual(['journeys.plain.failed']);
});

it('a value that is not a measurement is a script error at its line, and counts in no figure', async () => {
  const end = await run({}, { TAGS: 'numbers', USERS: '5' }, 'own-numbers');
  const { verdict, aggregate } = resultOf(end);
  expect(end.code, end.output).toBe(99);
  expect(verdict).toBe('invalid');
  expect(aggregate.scriptErrors).toBe(5);
  for (const call of ['time_of_its.add(NaN)', 'time_of_its.add(-1)', 'counted.add(-Infinity)']) {
    expect(end.stderr).toContain(`${call}: write a number that is finite and not below 0`);
  }
  expect(end.stderr).toContain('tests/fixtures/suites/own-numbers.ts:');
  const [numbers] = aggregate.journeys;
  // One value of 0, and one of 5 in each iteration without an error.
  const good = (numbers?.done ?? 0) - 5;
  expect(aggregate.custom).toMatchObject({
    time_of_its: { count: good + 1, max: 5 },
    counted: { count: good },
  });
});
