import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const text = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const pack = JSON.parse(text('package.json'));

it('LICENSE is the licence that package.json names, NOTICE tells of that of k6', () => {
  expect(pack.license).toBe('Apache-2.0');
  expect(text('LICENSE')).toMatch(/^ +Apache License\n +Version 2\.0, January 2004\n/);
  expect(text('LICENSE').trimEnd().split('\n').length).toBeGreaterThan(195);
  expect(text('NOTICE')).toMatch(
    /k6 is licensed under the GNU Affero[^.]*\. loadline runs k6 as a program of its own/,
  );
});

it('every dependency has one exact version', () => {
  const versions = Object.entries<string>({ ...pack.dependencies, ...pack.devDependencies });
  expect(
    versions.filter(([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
  ).toEqual([]);
});

it('.nvmrc names a Node that package.json allows and whose types are installed', () => {
  const major = /^(\d+)\.\d+\.\d+\n$/.exec(text('.nvmrc'))?.[1];
  expect(pack.engines.node.split('.')[0]).toBe(`>=${major}`);
  expect(pack.devDependencies['@types/node'].split('.')[0]).toBe(major);
});

it('renovate pins actions and images by their digests', () => {
  const { extends: presets, packageRules } = JSON.parse(text('renovate.json'));
  expect(presets).toEqual(expect.arrayContaining(['helpers:pinGitHubActionDigests', 'docker:pinDigests']));
  for (const rule of packageRules)
    expect(rule).toEqual(expect.objectContaining({ matchPackageNames: expect.any(Array) }));
});

it('the changelog has the version that comes next, and that of package.json', () => {
  const versions = [
    ...text('CHANGELOG.md').matchAll(/^## \[(\d+\.\d+\.\d+)\] - (unreleased|\d{4}-\d\d-\d\d)$/gm),
  ];
  expect(versions.map(([, version]) => version)).toContain(pack.version);
  expect(versions[0]?.[2]).toBe('unreleased');
});

it.each(readdirSync(join(root, '.github/ISSUE_TEMPLATE')).filter((file) => file !== 'config.yml'))(
  'issue form %s has what GitHub needs',
  (file) => {
    const { name, description, body } = parse(text('.github/ISSUE_TEMPLATE', file));
    expect([name, description]).toEqual([expect.any(String), expect.any(String)]);
    const fields = body.filter(({ type }: { type: string }) => type !== 'markdown');
    expect(fields.length).toBeGreaterThan(0);
    for (const { id, attributes } of fields)
      expect([id, attributes.label]).toEqual([expect.any(String), expect.any(String)]);
    expect(new Set(fields.map(({ id }: { id: string }) => id)).size).toBe(fields.length);
  },
);
