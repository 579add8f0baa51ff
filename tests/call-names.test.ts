import { expect, it } from 'vitest';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

it('methods with the same name have separate rows, and a call that no journey declares is a script error', async () => {
  const service = await referenceService();
  const bundle = fixtureBundle('full-names');
  const run = (variables: Record<string, string>) =>
    runK6({ bundle, variables: { ...variablesFor(service), USERS: '10', DURATION: '3s', ...variables } });

  const declared = resultOf(await run({ TAGS: 'declared' }));
  const load = declared.aggregate.calls.filter(({ phase, count }) => phase === 'load' && count > 0);
  expect(load.map(({ call }) => call)).toEqual(['VacancyService.GetVacancies']);
  expect(load[0]?.count).toBe(declared.aggregate.journeys[0]?.done);
  expect(declared.aggregate.scriptErrors).toBe(0);

  const end = await run({ TAGS: 'undeclared' });
  const { verdict, aggregate } = resultOf(end);
  expect([verdict, end.code]).toEqual(['invalid', 99]);
  expect(aggregate.scriptErrors).toBe(aggregate.journeys[0]?.done);
  expect(end.output.replaceAll('\\"', '"')).toContain(
    `the journey makes the call "VacancyService.GetVacancies" and does not declare it: add it to the journey's calls, ['CreateVacancy']`,
  );
});
