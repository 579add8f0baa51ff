import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CANARY_ACCOUNTS, leaks, textsInArchive, writeDotEnv } from './harness/canary';
import { startInTest } from './harness/child';
import { FAR, hereWith, inCloud } from './harness/cloud-runs';
import { CLOUD_TOKEN, cloudServer } from './harness/cloud-server';
import { toolPath } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { project } from './harness/project';
import { referenceService, titlesLeft } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** Unpacks an uploaded archive into a new folder, and reads its files. */
async function unpacked(archive: Buffer | undefined) {
  const folder = await tempFolder();
  const file = join(folder, 'upload.tar');
  await writeFile(file, archive ?? '');
  const texts = await textsInArchive(file);
  const { filename, env, options } = JSON.parse(texts['metadata.json'] ?? '');
  return { file, texts, filename: String(filename), env, options };
}

it('the upload to the cloud holds script, protoset and data, no secret but the token of k6 itself, and no path of the machine', async () => {
  const cloud = await cloudServer();
  const cwd = await tempFolder();
  await writeDotEnv(cwd, { port: 443 });
  await mkdir(join(cwd, 'tmp'));
  const args = ['--run-id', 'first', '--set', 'profile.users=3'];
  const variables = { ...cloud.variables, API_TOKEN: 'c4n4ry', TMPDIR: join(cwd, 'tmp') };
  const { code, output } = await inCloud(cwd, variables, ...args);
  expect(code, output).toBe(0);
  const { texts, filename, env, options } = await unpacked(cloud.archives[0]);
  expect(texts.contents).toMatch(/vacancies\.js\b/);
  expect(texts.contents).toContain('vacancies.control.js');
  expect(texts.contents).toContain('vacancies.protoset');
  expect(texts.contents).toContain('data/vacancies.json');
  expect(leaks({ output, ...texts })).toEqual({});
  const withToken = Object.entries(texts).filter(([, text]) => text.includes(CLOUD_TOKEN));
  expect(withToken.map(([path, text]) => [path, text.split(CLOUD_TOKEN).length - 1])).toEqual([
    ['metadata.json', 1],
  ]);
  expect(options.cloud.token).toBe(CLOUD_TOKEN);
  expect(filename).toMatch(/^file:\/\/.*\/loadline-bundle\/vacancies\.js$/);
  for (const [path, text] of Object.entries(texts))
    for (const place of [project(), cwd]) expect(text.includes(place), `${path}: ${place}`).toBe(false);
  const { LOADLINE_SOURCES: sources, ...others } = env;
  expect(others).toEqual({
    ...FAR,
    PROFILE: 'smoke',
    USERS: '3',
    RUN_ID: 'first',
    USER_ACCOUNTS: '3',
    LOADLINE_PLAN_FILES: './plan-files.json',
  });
  expect(JSON.parse(sources)).toMatchObject({ USERS: '--set' });
});

it('the upload to the cloud runs when it is unpacked elsewhere', async () => {
  const service = await referenceService({ accounts: CANARY_ACCOUNTS });
  const cloud = await cloudServer({
    states: ['initializing'],
    secrets: variablesFor(service, CANARY_ACCOUNTS),
  });
  const { code, output } = await hereWith(cloud, service);
  expect(code, output).toBe(0);
  const elsewhere = await tempFolder();
  const { file, filename, env, texts } = await unpacked(cloud.archives[0]);
  expect(leaks({ output, ...texts })).toEqual({});
  expect(JSON.stringify(texts)).not.toContain(CLOUD_TOKEN);
  const tar = startInTest('tar', ['--extract', '--file', file], { cwd: elsewhere, env: toolPath() });
  expect((await tar.ending).code).toBe(0);
  const bundle = join(elsewhere, 'file', filename.replace('file://', ''));
  const { OUT: _, LOADLINE_RESULT_FILE: __, ...variables } = env;
  const run = await runK6({
    bundle,
    variables: { ...variables, ...variablesFor(service, CANARY_ACCOUNTS) },
  });
  expect(run.code, run.output).toBe(0);
  expect(resultOf(run).spec.users).toBe(4);
  expect(await titlesLeft(service)).toEqual([]);
});
