import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

const K6 = ['k6', 'k6/execution', 'k6/net/grpc'];
const NODE = ['node:fs', 'node:fs/promises', 'fs'];

it.each([
  {
    part: 'src/load',
    refused: [
      ...K6,
      ...NODE,
      '../kit/log',
      '../systems/vacancies/api',
      '../suites/vacancies',
      '../node/run/home',
    ],
    allowed: ['./names'],
  },
  {
    part: 'src/kit',
    refused: [...NODE, '../systems/vacancies/api', '../suites/vacancies', '../node/run/home'],
    allowed: [...K6, '../load/names', './log', './control'],
  },
  {
    part: 'src/systems/vacancies',
    refused: [...NODE, '../../suites/vacancies', '../../node/run/home'],
    allowed: [...K6, '../../load/names', '../../kit/grpc', '../../gen/json/vacancies/vacancy', './api'],
  },
  {
    part: 'src/suites',
    refused: [...NODE, '../node/run/home'],
    allowed: [...K6, '../kit/suite', '../systems/vacancies/api', '../../thresholds/vacancies.json'],
  },
])('$part runs inside k6: it imports no library, and only what lies below it', async (borders) => {
  const libraries = await allLibraries();
  const { refused, allowed } = await lintImports(borders.part, [
    ...borders.refused,
    ...borders.allowed,
    ...libraries,
  ]);
  expect(refused).toEqual([...borders.refused, ...libraries]);
  expect(allowed).toEqual(borders.allowed);
});

it('src/node runs in Node: it imports neither k6 nor what runs inside it', async () => {
  const above = ['../../kit/log', '../../systems/vacancies/api', '../../suites/vacancies'];
  const below = ['node:fs', 'zod', '../../load/names', '../../gen/json/vacancies/vacancy'];
  const { refused, allowed } = await lintImports('src/node/cli', [...K6, ...above, ...below]);
  expect(refused).toEqual([...K6, ...above]);
  expect(allowed).toEqual(below);
});

async function allLibraries(): Promise<string[]> {
  const { devDependencies } = JSON.parse(await readFile(project('package.json'), 'utf8'));
  return Object.keys(devDependencies);
}

/** Lints a file for each import in a part of the project, by the project's own rules. */
async function lintImports(part: string, imports: readonly string[]) {
  const folder = await tempFolder();
  await cp(project('biome.json'), join(folder, 'biome.json'));
  for (const [index, path] of imports.entries()) {
    const file = join(folder, part, `probe-${index}.ts`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `import { x } from '${path}';\n\nexport const probe = x;\n`);
  }
  const args = ['lint', '--reporter=json', '--max-diagnostics=none', 'src'];
  const options = { cwd: folder, env: { PATH: process.env.PATH ?? '' } };
  const { stdout } = await startInTest(project('node_modules/.bin/biome'), args, options).ending;
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
  const isRefused = (_: string, index: number) =>
    diagnostics.some(
      ({ severity, category, location }) =>
        severity === 'error' &&
        category === 'lint/style/noRestrictedImports' &&
        location.path.endsWith(`probe-${index}.ts`),
    );
  return {
    refused: imports.filter(isRefused),
    allowed: imports.filter((path, index) => !isRefused(path, index)),
  };
}

interface Diagnostic {
  readonly severity: string;
  readonly category: string;
  readonly location: { readonly path: string };
}
