import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('each link of docs/kit.md leads to a heading, and every module is there', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/kit.md'), 'utf8');
  for (const name of ['defineJourney', 'secret', 'GrpcServer', 'HttpServer', 'k6Aliases', 'bundles'])
    expect(page).toContain(`\n### ${name}\n`);
  // Two names that differ only by case have different anchors.
  expect(page).toMatch(/\[plannedJourney\]\(#plannedjourney(-1)?\)/);
  expect(page).toMatch(/#plannedjourney-1\)/);
  const linked = page.match(/(?<=\[)\w+(?=\]\(#)/g) ?? [];
  expect(linked.length).toBeGreaterThan(90);
  expect(linked.filter((name) => !page.includes(`\n### ${name}\n`))).toEqual([]);
});
