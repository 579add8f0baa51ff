import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

const K6 = ['k6', 'k6/execution', 'k6/net/grpc'];
const NODE = ['node:fs', 'node:fs/promises', 'fs'];

const CORE = 'packages/loadline/src/core/verdict';
const IN_K6 = 'packages/loadline/src/k6/user';

it.each([
  {
    part: CORE,
    refused: [
      ...K6,
      ...NODE,
      '../../k6/measure/log',
      '../../run/home',
      '../../../../../src/systems/vacancies/api',
      '../../../../../services/src/service',
    ],
    allowed: ['../names', './judge'],
  },
  {
    part: IN_K6,
    refused: [
      ...NODE,
      '../../../../../src/systems/vacancies/api',
      '../../../../../services/src/service',
      '../../../../../src/suites/vacancies',
      '../../run/home',
    ],
    allowed: [...K6, '../../core/names', '../measure/log', '../lifecycle'],
  },
  {
    part: 'src/systems/vacancies',
    refused: [
      ...NODE,
      'loadline/testing',
      '../../suites/vacancies',
      '../../../packages/loadline/src/core/names',
      '../../../services/src/service',
    ],
    allowed: [
      ...K6,
      'loadline',
      'loadline/grpc',
      'loadline/http',
      '../../gen/json/vacancies/vacancy_service',
      './api',
    ],
  },
  {
    part: 'src/suites',
    refused: [
      ...NODE,
      'loadline/testing',
      '../../packages/loadline/src/core/names',
      '../../services/src/service',
    ],
    allowed: [...K6, 'loadline', '../systems/vacancies/api', '../../thresholds/vacancies.json'],
  },
])('$part runs inside k6: it imports no library, and only parts in lower layers', async (borders) => {
  const libraries = await allLibraries();
  const { refused, allowed } = await lintImports(borders.part, [
    ...borders.refused,
    ...borders.allowed,
    ...libraries,
  ]);
  expect(refused).toEqual([...borders.refused, ...libraries]);
  expect(allowed).toEqual(borders.allowed);
});

it.each(['cli', 'plans', 'results', 'run', 'ui/report'])(
  '%s runs in Node: it imports neither k6 modules, nor code that runs in k6, nor reference services',
  async (part) => {
    const above = [
      '../k6/measure/log',
      '../../../../src/systems/vacancies/api',
      '../../../../src/suites/vacancies',
      '../../../../services/src/index',
      '../../../../services/dist/index.js',
    ];
    const below = ['node:fs', 'zod', '../core/names'];
    const folder = `packages/loadline/src/${part}`;
    const { refused, allowed } = await lintImports(folder, [...K6, ...above, ...below]);
    expect(refused).toEqual([...K6, ...above]);
    expect(allowed).toEqual(below);
  },
);

it('reference services import the product through a single file', async () => {
  const product = '../../../packages/loadline/src';
  const internals = [`${product}/core/text/nearest`, `${product}/run/home`, `${product}/k6/measure/log`];
  const own = ['node:http', '@grpc/grpc-js', '../loadline', '../../gen/vacancies/vacancy', './tokens'];
  const { refused, allowed } = await lintImports('services/src/vacancies', [...K6, ...internals, ...own]);
  expect(refused).toEqual([...K6, ...internals]);
  expect(allowed).toEqual(own);
});

async function allLibraries(): Promise<string[]> {
  const { devDependencies } = JSON.parse(await readFile(project('package.json'), 'utf8'));
  return Object.keys(devDependencies);
}

/** Lints a file for each import in a part of the project, with the project's own rules. */
async function lintImports(part: string, imports: readonly string[]) {
  const folder = await tempFolder();
  await cp(project('biome.json'), join(folder, 'biome.json'));
  for (const [index, path] of imports.entries()) {
    const file = join(folder, part, `probe-${index}.ts`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `import { x } from '${path}';\n\nexport const probe = x;\n`);
  }
  const args = ['lint', '--reporter=json', '--max-diagnostics=none', '.'];
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
