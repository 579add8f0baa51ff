import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fixtureSuites } from './fixture-suites';
import { putLoadline } from './own-home';
import { project } from './project';

/** What was built into each suite. */
const BUILT_IN = 'built-in.json';

/**
 * Makes a project with suites of `tests/fixtures/suites` for `bin/loadline`. Each suite is also a test of that name.
 * @param folder an empty one
 * @param suites names of the suites
 */
export async function makeFixtureHome(folder: string, suites: readonly string[]): Promise<void> {
  await putLoadline(folder);
  await mkdir(join(folder, 'plans'));
  for (const path of ['thresholds', 'plans/profiles']) {
    await symlink(project(path), join(folder, path));
  }
  await cp(project('dist'), join(folder, 'dist'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map'),
  });
  // loadline inspects every suite of a project before a run, so the fixtures that are wrong on purpose are left out.
  const wanted = (await readdir(fixtureSuites())).filter((file) => {
    const [name = ''] = file.split('.');
    return suites.includes(name) || !/\.js(\.map)?$/.test(file);
  });
  for (const file of wanted.filter((name) => name !== BUILT_IN))
    await cp(join(fixtureSuites(), file), join(folder, 'dist', file), { recursive: true });
  const builtIn = await Promise.all(
    [project('dist'), fixtureSuites()].map(async (dist) =>
      JSON.parse(await readFile(join(dist, BUILT_IN), 'utf8')),
    ),
  );
  await writeFile(join(folder, 'dist', BUILT_IN), JSON.stringify(Object.assign({}, ...builtIn)));
  // The suites use the address of the vacancies suite.
  const environment = parse(await readFile(project('plans/environments/local.yml'), 'utf8'));
  for (const suite of suites) environment.suites[suite] = environment.suites.vacancies;
  await mkdir(join(folder, 'plans', 'environments'));
  await writeFile(join(folder, 'plans', 'environments', 'local.yml'), JSON.stringify(environment));
  const tests = suites.map(
    (suite) => `  ${suite}: { description: of tests, suite: ${suite}, profile: smoke, environment: local }`,
  );
  await writeFile(
    join(folder, 'plans', 'registry.yml'),
    ['current: aborting', 'tests:', ...tests, ''].join('\n'),
  );
}
