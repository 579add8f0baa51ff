import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ThresholdsFile } from '../packages/loadline/src/core/thresholds/threshold';
import { ProjectCopy } from './harness/project-copy';

const THRESHOLDS = 'thresholds/vacancies.json';

/** Makes an edit of a thresholds file: parses it, changes it, and writes it back. */
function thresholds(change: (file: ThresholdsFile) => ThresholdsFile): (text: string) => string {
  return (text) => JSON.stringify(change(JSON.parse(text) as ThresholdsFile));
}

describe('make build fails, with the path and the nearest valid name', () => {
  it('on an unknown key, bound or unit, in thresholds and profiles together', async () => {
    const copy = await ProjectCopy.make('vacancies');
    await copy.edit(
      THRESHOLDS,
      thresholds((file) => ({
        ...file,
        calls: {
          ...file.calls,
          GetVacancy: { p95: '300', faild: '1%', why: 'two mistakes' },
          DeleteVacancy: { p95: '500ms' },
        },
        journies: {},
      })),
    );
    await copy.edit('plans/profiles/load.yml', (text) => text.replace('users: 50', 'user: 50'));
    await copy.edit('plans/profiles/stress.yml', (text) => text.replace(/duration: .*/, 'duration: 20'));
    await copy.edit('plans/profiles/smoke.yml', (text) => text.replace(/duration: .*/, "duration: '20'"));
    await copy.add('dist/vacancies.js', 'of the build before');
    const { code, output } = await copy.build();
    expect(code).not.toBe(0);
    expect(await readFile(copy.path('dist/vacancies.js'), 'utf8')).toBe('of the build before');
    for (const problem of [
      `${THRESHOLDS}: calls.GetVacancy.faild: there is no key "faild": did you mean "failed"?`,
      `${THRESHOLDS}: calls.GetVacancy.p95: "300" has no unit: write 300s or 300ms`,
      `${THRESHOLDS}: calls.DeleteVacancy.why: is missing`,
      `${THRESHOLDS}: journies: there is no key "journies": did you mean "journeys"?`,
      'plans/profiles/load.yml: user: there is no key "user": did you mean "users"?',
      'plans/profiles/smoke.yml: duration: "20" has no unit: write 20s or 20ms',
      'plans/profiles/stress.yml: duration: ',
    ]) {
      expect(output).toContain(problem);
    }
  });

  it('on a call, journey, stream or profile that the suite does not have', async () => {
    const copy = await ProjectCopy.make('vacancies');
    const bound = { p95: '1s', why: 'a name that is not there' };
    await copy.edit(
      THRESHOLDS,
      thresholds((file) => ({
        calls: {
          ...file.calls,
          CreateVacancie: bound,
          GetVacancy: { firstMessage: { p95: '1s' }, why: 'no stream' },
        },
        journeys: {
          ...file.journeys,
          crudd: { response: { p95: '1s' }, why: bound.why },
          listing: { response: { p95: '1s' }, failed: { warn: '1%' }, why: 'no bound on its failures' },
        },
        profiles: { lod: { calls: { GetVacancys: bound } } },
      })),
    );
    const { code, output } = await copy.build();
    expect(code).not.toBe(0);
    for (const problem of [
      `${THRESHOLDS}: calls.CreateVacancie: there is no call "CreateVacancie": did you mean "CreateVacancy"?`,
      `${THRESHOLDS}: calls.GetVacancy.firstMessage: there is no stream "GetVacancy": did you mean "GetVacancies"?`,
      `${THRESHOLDS}: journeys.crudd: there is no journey "crudd": did you mean "crud"?`,
      `${THRESHOLDS}: journeys.listing.failed: is missing: write how many iterations may fail`,
      `${THRESHOLDS}: profiles.lod: there is no profile "lod": did you mean "load"?`,
      `${THRESHOLDS}: profiles.lod.calls.GetVacancys: there is no call "GetVacancys": did you mean "GetVacancy"?`,
    ]) {
      expect(output).toContain(problem);
    }
  });
});

it('make build fails on thresholds for unknown metrics and for counters, and on metrics that no journey declares', async () => {
  const copy = await ProjectCopy.make('requests');
  const bound = { p95: '1s', why: 'a name that is not there' };
  await copy.edit(
    'thresholds/requests.json',
    thresholds((file) => ({ ...file, metrics: { time_to_complet: bound, polls: bound } })),
  );
  await copy.edit('src/systems/requests/submission.ts', (text) =>
    text.replace("      'polls',\n", "      'pols',\n"),
  );
  const { code, output } = await copy.build();
  expect(code).not.toBe(0);
  for (const problem of [
    'metrics.time_to_complet: there is no metric "time_to_complet": did you mean "time_to_complete"?',
    'metrics.polls: counts, and a count grows with users and length of the run, so no bound suits it: bound a metric that holds times instead, such as "time_to_complete"',
    'journey submission: metrics: there is no metric "pols": did you mean "polls"?',
    "metric polls: no journey declares it: write metrics: ['polls'] in the journey that measures it",
  ]) {
    expect(output).toContain(problem);
  }
});

it('make build fails on unknown options of gRPC and HTTP calls, which would have no effect', async () => {
  const copy = await ProjectCopy.make('vacancies');
  await copy.edit('src/systems/vacancies/api.ts', (text) =>
    `// @ts-nocheck: these mistakes have to get past the compiler\nimport { HttpServer } from 'loadline/http';\n${text}`
      .replace("unary('GetVacancy')", "unary('GetVacancy', { check: () => 'never right', deadlin: '1ms' })")
      .replace('{ discardReply: true }', '{ expect: { message: {} } }')
      .replace("stream('GetVacancies')", "stream('GetVacancies', { endAfter: 1 })")
      .concat(
        `export const web = new HttpServer(() => 'http://127.0.0.1:1').call({ method: 'GET', route: '/', expct: 1, expect: { stats: 418 } });\n`,
      ),
  );
  const { code, output } = await copy.build();
  expect(code).not.toBe(0);
  for (const problem of [
    'call "GetVacancy": check: is given to each call and not declared',
    'call "GetVacancy": there is no option "deadlin": did you mean "deadline"?',
    'call "UpdateVacancy": expect: is no list of statuses',
    'call "GetVacancies": there is no option "endAfter": did you mean "endsAfter"?',
    'call "GET /": there is no option "expct": did you mean "expect"?',
    'call "GET /": expect: there is no key "stats": did you mean "status"?',
  ]) {
    expect(output).toContain(problem);
  }
});

it('make build fails on a journey that does not compile, with file and line', async () => {
  const copy = await ProjectCopy.make('vacancies');
  const journey = 'src/systems/vacancies/crud.ts';
  let line = 0;
  await copy.edit(journey, (text) => {
    line = text.split('\n').findIndex((code) => code.includes('getVacancy(iteration, { Id }')) + 1;
    return text.replace('getVacancy(iteration, { Id }', 'getVacancy(iteration, { id: Id }');
  });
  const { code, output } = await copy.build();
  expect(code).not.toBe(0);
  expect(output).toContain(`${journey}(${line},`);
  expect(output).toMatch(/TS\d+.*'id'/);
});

it('make build fails on a thresholds file or a profile that cannot be read, with line and column', async () => {
  const copy = await ProjectCopy.make('vacancies');
  await copy.edit(THRESHOLDS, (text) => text.replace('"calls": {', '"calls": }'));
  const { code, output } = await copy.build();
  expect(code).not.toBe(0);
  // TypeScript also reads the file, and reports the place first.
  expect(output).toMatch(/thresholds\/vacancies\.json\(\d+,\d+\): error TS/);
  await copy.edit('plans/profiles/load.yml', (text) => text.replace(/duration: .*/, 'duration: [1'));
  expect((await copy.build()).output).toMatch(/plans\/profiles\/load\.yml:\d+:\d+: .*: mend it/);
});

describe('make build fails, and says what to write,', () => {
  it('for an import that does not exist, which would be undefined in the run', async () => {
    const copy = await ProjectCopy.make('vacancies');
    await copy.edit('src/suites/vacancies.ts', (text) => text.replaceAll('crudJourney', 'crudJourneys'));
    const { code, output } = await copy.build();
    expect(code).not.toBe(0);
    expect(output).toMatch(/'crudJourneys'.*was not found in '\.\.\/systems\/vacancies\/crud'/);
  });

  it('for a suite whose thresholds are not those of its file, and for one that has the name of another', async () => {
    const copy = await ProjectCopy.make('vacancies');
    const suite = await readFile(copy.path('src/suites/vacancies.ts'), 'utf8');
    await copy.add('src/suites/heavy.ts', suite);
    await copy.edit('src/suites/vacancies.ts', (text) =>
      text.replace('  thresholds,', '  thresholds: { ...thresholds },'),
    );
    const { code, output } = await copy.build();
    expect(code).not.toBe(0);
    expect(output).toContain("suite vacancies: its file is heavy.ts: write name: 'heavy'");
    expect(output).toContain('suite vacancies: its thresholds are not those of thresholds/vacancies.json');
  });
});
