// cspell:ignore mispelled
import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { toolPath } from './harness/fixture-suites';
import { project } from './harness/project';
import { ProjectCopy } from './harness/project-copy';

it('an unused export, an unused file, a misspelt word and an outdated page of the docs each fail the lint', async () => {
  const copy = await ProjectCopy.make('requests');
  await copy.edit(
    'packages/loadline/src/core/names.ts',
    (text) => `${text}\nexport const plantedExport = 1;\n`,
  );
  await copy.add('packages/loadline/src/core/planted-file.ts', 'export {};\n');
  await copy.edit(
    'packages/loadline/src/core/spec/pause.ts',
    (text) => `// A comment with a mispelled word.\n${text}`,
  );
  await copy.edit('docs/cli.md', (text) => text.replace('--users <n>', '--user <n>'));
  const { code, output } = await startInTest('tools/lint.sh', ['unused', 'words', 'docs'], {
    cwd: copy.path('.'),
    env: toolPath(),
  }).ending;
  expect(code).toBe(1);
  expect(output).toMatch(
    /lint: unused failed[\s\S]*core\/planted-file\.ts[\s\S]*plantedExport +packages\/loadline\/src\/core\/names\.ts/,
  );
  expect(output).toMatch(/lint: words failed[\s\S]*core\/spec\/pause\.ts:1:\d+[\s\S]*mispelled/);
  expect(output).toContain('lint: docs failed\ndocs/cli.md is old: run `make docs`');
});

it('an unknown part of the lint fails', async () => {
  const { code, output } = await startInTest('tools/lint.sh', ['word'], {
    cwd: project(),
    env: toolPath(),
  }).ending;
  expect(code, output).toBe(1);
});
