import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { compileThresholds } from '../../packages/loadline/src/core/thresholds/compile-thresholds';
import type { ThresholdsFile } from '../../packages/loadline/src/core/thresholds/threshold';
import { thresholdsSchema } from './thresholds-schema';

const root = join(import.meta.dirname, '../..');
const validate = new Ajv({
  strict: true,
  strictRequired: false,
  allErrors: true,
  allowMatchingProperties: true,
}).compile(thresholdsSchema());
const FOLDERS = ['thresholds', 'tests/fixtures/thresholds', 'bench'];
const FILES = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => folder !== 'bench' || file.endsWith('-thresholds.json'))
    .map((file) => `${folder}/${file}`),
);

it.each(FILES)('%s: the schema takes it', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  validate(JSON.parse(text));
  expect(validate.errors).toBeNull();
  if (file.startsWith('thresholds/'))
    expect(JSON.parse(text).$schema).toBe('../schemas/thresholds.schema.json');
});

const call = (entry: object) => ({ calls: { Get: entry } });
const journey = (entry: object) => ({ journeys: { crud: entry } });
const why = 'a test';

it.each([
  call({ p95: '500ms', why }),
  call({ 'p99.9': '500ms', p100: '1s', why }),
  call({ p95: '500', why }),
  call({ p101: '500ms', why }),
  call({ p95: 500, why }),
  call({ p95: { warn: '1s', fail: '2s' }, why }),
  call({ p95: { warn: '1s', fial: '2s' }, why }),
  call({ p95: '500ms' }),
  call({ p95: '500ms', why: ' ' }),
  call({ failed: '1%', why }),
  call({ failed: '0.1%', why }),
  call({ failed: '100%', why }),
  call({ failed: '101%', why }),
  call({ failed: '1', why }),
  call({ firstMessage: { p95: '1s' }, why }),
  call({ firstMessage: '1s', why }),
  call({ messages: '>= 1', why }),
  call({ messages: { warn: '>= 10', fail: '>= 1.5' }, why }),
  call({ messages: '1', why }),
  call({ messages: '>= 1/s', why }),
  call({ p95: '1s', minSamples: 100, why }),
  call({ p95: '1s', minSamples: 0, why }),
  call({ p95: '1s', minSamples: 1.5, why }),
  call({ p95: '1s', minCount: 5, why }),
  call({ p95: '1s', abort: { after: '30s' }, why }),
  call({ p95: '1s', abort: { after: 30 }, why }),
  call({ p95: '1s', abort: true, why }),
  call({ why }),
  journey({ response: { p95: '2s' }, why }),
  journey({ p95: '2s', why }),
  journey({ duration: { p95: '2s', max: '3s' }, failed: { warn: '0.1%', fail: '1%' }, why }),
  journey({ why }),
  { metrics: { time_to_complete: { p95: '15s', why } } },
  { metrics: { time_to_complete: { failed: '1%', why } } },
  { run: { rate: '>= 10/s', failed: '1%', why } },
  { run: { rate: '10/s', why } },
  { run: { why } },
  { profiles: { smoke: call({ p95: '1s', why }) } },
  { profiles: { smoke: call({ p95: '1', why }) } },
  { profiles: { smoke: { profiles: {} } } },
  { call: {} },
  { $schema: '../schemas/thresholds.schema.json', ...call({ p95: '1s', why }) },
])('schema and compiler agree on %j', (file) => {
  const { problems } = compileThresholds(file as unknown as ThresholdsFile, 'thresholds/test.json');
  expect(validate(file), JSON.stringify({ problems, errors: validate.errors })).toBe(problems.length === 0);
});
