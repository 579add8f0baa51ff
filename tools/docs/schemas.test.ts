import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseDuration } from '../../packages/loadline/src/core/text/duration';
import { DURATION_PATTERN } from './json-schema';

const root = join(import.meta.dirname, '../..');
const text = (file: string) => readFileSync(join(root, file), 'utf8');
const validator = (kind: string) =>
  new Ajv({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(text(`schemas/${kind}.schema.json`)),
  );

/** Files of the project, with the schema that the first line of each names. */
const FILES = ['registry.yml', 'profiles', 'environments'].flatMap((part) => {
  const files = part.endsWith('.yml')
    ? [part]
    : readdirSync(join(root, 'plans', part)).map((file) => `${part}/${file}`);
  return files.map((file) => [`plans/${file}`, part.replace(/s?(\.yml)?$/, '')] as const);
});

describe('schemas', () => {
  it.each(FILES)('%s: its schema takes it, and its first line names the schema', (file, kind) => {
    const validate = validator(kind);
    validate(parse(text(file)));
    expect(validate.errors).toBeNull();
    const up = '../'.repeat(file.split('/').length - 1);
    expect(text(file).split('\n')[0]).toBe(
      `# yaml-language-server: $schema=${up}schemas/${kind}.schema.json`,
    );
  });

  it.each([
    ['profile', { description: 'a', users: 1, duration: '10' }],
    ['profile', { description: 'a', users: 0, duration: '10s' }],
    ['profile', { description: 'a', users: 1, duration: '10s', spwanRate: 1 }],
    ['profile', { description: 'a', users: 1, stages: [{ users: 1, duration: '1s' }] }],
    ['profile', { description: 'a', stages: [] }],
    ['environment', { description: 'a', allow: [], suites: { a: { adress: 'b' } } }],
    ['environment', { description: 'a', allow: [], suites: {}, roles: { user: [{ password: 'hunter2' }] } }],
    ['registry', { current: 'a', tests: { a: { description: 'b', suite: 'c', profile: 'd' } } }],
    ['registry', { tests: {} }],
  ])('%s: refuses %o', (kind, value) => {
    expect(validator(kind)(value)).toBe(false);
  });

  it.each(['profile', 'environment', 'registry'])('%s: every field is described', (kind) => {
    expect(undescribed(JSON.parse(text(`schemas/${kind}.schema.json`)))).toEqual([]);
  });

  it.each(['0s', '500ms', '20s', '1h20m', '3h30m10s', '2h5ms', '', '10', '-1s', '1m1h', '1.5s', '1s ', '1d'])(
    'the pattern of durations judges "%s" as the parser does',
    (duration) => {
      const isRead = (() => {
        try {
          return parseDuration(duration) >= 0;
        } catch {
          return false;
        }
      })();
      expect(new RegExp(DURATION_PATTERN).test(duration)).toBe(isRead);
    },
  );
});

function undescribed(schema: unknown, path = '$'): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, child]) => {
    if (key !== 'properties') return undescribed(child, `${path}.${key}`);
    return Object.entries(child as Record<string, { description?: string }>).flatMap(([name, field]) => [
      ...(field.description ? [] : [`${path}.${name}`]),
      ...undescribed(field, `${path}.${name}`),
    ]);
  });
}
