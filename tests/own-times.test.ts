import { expect, it } from 'vitest';
import type { EditedFiles } from '../packages/loadline/src/run/inspect-bundle';
import type { VacancyServiceOptions } from '../services/src/vacancies/vacancy-service-options';
import { fixtureBundle } from './harness/fixture-suites';
import { type K6Ending, resultOf, runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

const THRESHOLD = 'metrics.time_to_page.p97.5';

/** A run of k6 alone, under a single threshold: on a time that the suite measures itself. */
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
  'a threshold on a suite’s own time %s: k6 and the judge agree',
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

it('the breaking point of a load in steps can be such a threshold', async () => {
  const description = 'two levels';
  const step = { description, users: 20, spawnRate: 100, duration: '2s', step: { users: 10, every: '1s' } };
  const { aggregate, breakingPoint } = resultOf(
    await run({ latencyMs: 700 }, { PROFILE: 'step', EVERY: '1s' }, 'own-times', { profiles: { step } }),
  );
  expect(aggregate.steps?.map(({ broken }) => broken)).toEqual([[THRESHOLD], [THRESHOLD]]);
  expect(breakingPoint).toBe(`step 1 (10 users): ${THRESHOLD} broke`);
});

it('a choice of journeys that do not measure it leaves the threshold out', async () => {
  const end = await run({}, { TAGS: 'plain' });
  expect(end.code, end.output).toBe(0);
  expect(resultOf(end).thresholds.map(({ id }) => id)).toEqual(['journeys.plain.failed']);
});

it('what is no measurement is a script error where it is added, and in no figure', async () => {
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
  // One of 0, and one of 5 in each iteration that was not broken off.
  const good = (numbers?.done ?? 0) - 5;
  expect(aggregate.custom).toMatchObject({
    time_of_its: { count: good + 1, max: 5 },
    counted: { count: good },
  });
});
