import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keptProject } from './harness/kept-project';
import { resultIn } from './harness/loadline';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

it('a project made for version 0.2 runs with this version, and a message names the only type that has changed', async () => {
  const { cwd, program } = await keptProject('project-0.2');
  await cp(project('protos/vacancies'), join(cwd, 'protos/vacancies'), { recursive: true });
  const build = await program('loadline', ['build']);
  expect(build.code, build.output).toBe(0);
  const told = build.stderr.split('\n').filter((line) => line.startsWith('warning: src/'));
  expect(told).toEqual([
    "warning: src/journeys/control/page.ts:1: ../../gen/json/vacancies/vacancy_service has no GetVacanciesRequest any more: write RequestOf<VacancyService, 'GetVacancies'> of loadline/grpc",
  ]);
  const service = await referenceService();
  const run = await program('loadline', ['run', 'jobs', '--run-id', 'kept'], variablesFor(service));
  expect(run.code, run.output).toBe(0);
  const { aggregate } = await resultIn(cwd, 'kept');
  const [listing] = aggregate.calls.filter(({ call }) => call === 'GetVacancies');
  expect(service.stats().calls['pb.VacancyService/GetVacancies']).toEqual({ OK: listing?.count });

  // After the change that the message names, the project compiles.
  const page = join(cwd, 'src/journeys/control/page.ts');
  const text = (await readFile(page, 'utf8'))
    .replace('{ GetVacanciesRequest }', '{ VacancyService }')
    .replace(': GetVacanciesRequest', ": RequestOf<VacancyService, 'GetVacancies'>");
  await writeFile(page, `import type { RequestOf } from 'loadline/grpc';\n${text}`);
  expect(await program('tsc', [])).toMatchObject({ output: '', code: 0 });
  expect((await program('loadline', ['build'])).stderr).not.toContain('any more');
});
