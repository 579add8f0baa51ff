import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { expect, it } from 'vitest';
import { project } from '../../../../tests/harness/project';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { readResult } from './compare/result-file';
import { makeRunResult } from './make-run-result';
import schema1 from './schemas/result-1.schema.json';

/** A result that loadline 0.1.0 wrote. */
const KEPT = project('tests/fixtures/results/result-1.json');

it('the schema of version 1 still accepts a result of version 0.1.0', () => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema1);
  validate(JSON.parse(readFileSync(KEPT, 'utf8')));
  expect(validate.errors).toBeNull();
});

it('a result of version 1 is read as a result of this version', async () => {
  const folder = await tempFolder();
  copyFileSync(KEPT, join(folder, 'result.json'));
  const old = JSON.parse(readFileSync(KEPT, 'utf8'));
  const read = readResult(folder);
  if (!('result' in read)) throw new Error(JSON.stringify(read.problems));
  const { spec, verdict, aggregate, thresholds } = read.result;
  expect({ verdict, aggregate }).toEqual({ verdict: old.verdict, aggregate: old.aggregate });
  expect(spec).toMatchObject({ suite: old.plan.suite, users: old.plan.users, target: old.plan.target });
  const [limit] = old.limits;
  expect(thresholds[0]).toMatchObject({ id: limit.id, level: 'fail', bound: limit.limit });
  const schedules = Object.fromEntries(spec.journeys.map(({ name, schedule }) => [name, schedule]));
  expect(schedules).toEqual(old.plan.schedules);
});

it.each([
  [
    'with the version that made it',
    { version: 1, loadline: '0.1.0' },
    'is a run of loadline 0.1.0 (format 1)',
  ],
  ['without it', { version: 1 }, 'is a run of an older loadline (format 1)'],
])('the folder of an older run %s is reported, not misread', async (_, file, message) => {
  const folder = join(await tempFolder(), 'old');
  mkdirSync(folder);
  writeFileSync(join(folder, 'run.json'), JSON.stringify(file));
  await expect(makeRunResult([folder])).rejects.toThrow(message);
});
