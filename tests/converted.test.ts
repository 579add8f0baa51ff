import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it, type TestContext } from 'vitest';
import { startInTest } from './harness/child';
import { documentText, fencedBlocks } from './harness/documents';
import { keptProject } from './harness/kept-project';
import { resultIn } from './harness/loadline';
import { fastApi, toBeHad } from './harness/own-services';
import { project } from './harness/project';

const HEAD = `import { type Env, setting } from 'loadline';
import { HttpServer } from 'loadline/http';

const server = new HttpServer(() => setting('TARGET_HOST'));

export function readAddress(env: Env): string {
  return env.baseUrl('TARGET_HOST', 'http://127.0.0.1:8000') ?? '';
}

export const listThings = server.call({ method: 'GET', route: '/things' });
`;

const SUITE = `import { defineSuite, defineUsers } from 'loadline';
import thresholds from '../../thresholds/things.json';
import { readAddress } from '../systems/things/api';
import { browseJourney, buyJourney, crudJourney } from '../systems/things/journeys';

export const users = defineUsers({
  journeys: { crud: crudJourney, browse: browseJourney, buy: buyJourney },
});

export default defineSuite({
  name: 'things',
  users,
  thresholds,
  setupCalls: [],
  teardownCalls: [],
  target: readAddress,
  health: 'none',
  cleanUp: 'none',
});
`;

it('the k6 script and the journeys of docs/from-k6.md and docs/from-locust.md do what they say to the same service', async ({
  skip,
}: TestContext) => {
  const { port } = await toBeHad(fastApi(), skip);
  const { cwd, program } = await keptProject('project-things');
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  };
  const fromK6 = documentText('docs/from-k6.md');
  const [calls = '', crud = ''] = fencedBlocks(fromK6, 'ts');
  const [journeys = ''] = fencedBlocks(documentText('docs/from-locust.md'), 'ts');
  await put('src/systems/things/api.ts', `${HEAD}${calls}`);
  await put(
    'src/systems/things/journeys.ts',
    `import { defineJourney } from 'loadline';\nimport { createThing, deleteThing, getThing, listThings } from './api';\n\n${crud}\n${journeys}`,
  );
  await put('src/suites/things.ts', SUITE);
  const TARGET_HOST = `http://127.0.0.1:${port}`;
  await put(
    'plans/environments/here.yml',
    `description: The service of this test
allow: [127.0.0.1]
suites:
  things: { address: '127.0.0.1:${port}', data: { TARGET_HOST: '${TARGET_HOST}' } }
`,
  );
  expect(await program('tsc', [])).toMatchObject({ output: '', code: 0 });

  const run = await program('loadline', ['run', 'things', '--run-id', 'converted']);
  expect(run.code, run.output).toBe(0);
  const { aggregate } = await resultIn(cwd, 'converted');
  expect(aggregate.scriptErrors).toBe(0);
  for (const { journey, done, failed } of aggregate.journeys) {
    expect(done, journey).toBeGreaterThan(0);
    expect(failed, journey).toBe(0);
  }

  const [script = ''] = fencedBlocks(fromK6, 'js');
  await put('script.js', script);
  const env = { HOME: cwd, TARGET_HOST };
  const args = ['run', '--quiet', '--vus', '2', '--duration', '2s', 'script.js'];
  const k6 = await startInTest(project('bin/k6'), args, { cwd, env }).ending;
  expect(k6.output).toMatch(/checks_failed\.*: 0\.00%/);
  // A slow machine may break the script's threshold on durations.
  expect([0, 99]).toContain(k6.code);
});
