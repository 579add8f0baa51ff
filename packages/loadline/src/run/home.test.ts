import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findProject } from './home';

it('a project is the nearest folder at or above the current one that contains plans/registry.yml', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadline-home-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const inner = join(folder, 'inner');
  for (const project of [folder, inner]) {
    mkdirSync(join(project, 'plans'), { recursive: true });
    writeFileSync(join(project, 'plans/registry.yml'), '');
  }
  mkdirSync(join(inner, 'src/systems'), { recursive: true });
  mkdirSync(join(folder, 'docs'));
  expect(findProject(join(inner, 'src/systems'))?.folder).toBe(inner);
  expect(findProject(inner)?.folder).toBe(inner);
  expect(findProject(join(folder, 'docs'))).toEqual({ folder, build: 'npx loadline build' });
  expect(findProject(tmpdir())).toBeUndefined();
});
