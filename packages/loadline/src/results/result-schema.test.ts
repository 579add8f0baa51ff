import { Ajv2020 } from 'ajv/dist/2020';
import { expect, it } from 'vitest';
import { exampleResult, plainResult } from '../../../../tests/harness/example-result';
import schema from './result.schema.json';

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

// The value after it was written and parsed as JSON.
const written = (value: unknown) => JSON.parse(JSON.stringify(value));

/** Every object inside a value, with its path. */
function objects(value: unknown, path = '$'): { path: string; object: Record<string, unknown> }[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, child]) => objects(child, `${path}.${key}`));
  return Array.isArray(value) ? inside : [{ path, object: value as Record<string, unknown> }, ...inside];
}

it.each([
  ['read from samples', { ...exampleResult({ seconds: 10 }), incomplete: ['the last file was cut off'] }],
  ['of k6 alone', plainResult()],
])('accepts a result %s', (_, result) => {
  validate(written(result));
  expect(validate.errors).toBeNull();
});

it('refuses an unknown field in any place', () => {
  const free = /\.(causes|iterationCauses|calls|percentiles|versions|schedules)$/;
  const paths = objects(written(exampleResult({ seconds: 2 }))).map(({ path }) => path);
  for (const path of paths.filter((one) => !free.test(one))) {
    const copy = written(exampleResult({ seconds: 2 }));
    const target = objects(copy).find((one) => one.path === path)?.object;
    if (target) target.unknownField = 1;
    expect(validate(copy), path).toBe(false);
  }
});

it.each(Object.keys(plainResult()))('refuses a result without %s', (key) => {
  const { [key]: _, ...rest } = written(plainResult());
  expect(validate(rest)).toBe(false);
});

it.each<[string, (result: ReturnType<typeof written>) => void]>([
  ['another version', (result) => (result.version = 1)],
  ['an unknown verdict', (result) => (result.verdict = 'ok')],
  ['a count below zero', (result) => (result.aggregate.calls[0].count = -1)],
  ['a count with a fraction', (result) => (result.aggregate.retries = 1.5)],
  ['a time as text', (result) => (result.aggregate.calls[0].duration.max = '5ms')],
  ['a percentile by another name', (result) => (result.aggregate.calls[0].duration.percentiles['95%'] = 1)],
  ['an unknown outcome', (result) => (result.thresholds[0].outcome = 'maybe')],
  ['a schedule of an unknown kind', (result) => (result.spec.journeys[0].schedule.kind = 'square')],
  ['an unknown phase', (result) => (result.aggregate.calls[0].phase = 'warm-up')],
  ['null for a missing value', (result) => (result.thresholds[0].measured = null)],
])('refuses %s', (_, mutate) => {
  const result = written(plainResult());
  mutate(result);
  expect(validate(result)).toBe(false);
});

it('documents every field', () => {
  const undocumented = objects(schema)
    .filter(({ object }) => typeof object.properties === 'object')
    .flatMap(({ path, object }) =>
      Object.entries(object.properties as Record<string, { description?: string; $ref?: string }>)
        .filter(([, field]) => !field.description && !field.$ref)
        .map(([name]) => `${path}.${name}`),
    );
  expect(undocumented).toEqual([]);
});
