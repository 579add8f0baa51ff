import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, type TestContext } from 'vitest';
import { keptProject } from './harness/kept-project';
import { resultIn } from './harness/loadline';
import { etcd, etcdProtos, toBeHad, withUsers } from './harness/own-services';

it('a suite for etcd, with sign-in, a watch, health and clean-up, is short, and its counts are those of etcd', async ({
  skip,
}: TestContext) => {
  const { port } = await toBeHad(etcd(), skip);
  const account = { USER_1_NAME: 'load1', USER_1_PASSWORD: 'hush-load1' };
  const begun = await withUsers(port, account.USER_1_NAME, account.USER_1_PASSWORD);
  const { cwd, program } = await keptProject('project-etcd');
  await toBeHad(etcdProtos(join(cwd, 'api')), skip);

  const all = await readdir(join(cwd, 'src'), { recursive: true });
  const own = all
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFile(join(cwd, 'src', file), 'utf8'));
  const text = (await Promise.all(own)).join('');
  expect(text.split('\n').length - 1).toBeLessThanOrEqual(90);
  const imported = [...text.matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name);
  expect(new Set(imported)).toEqual(new Set(['loadline', 'loadline/grpc', 'k6/encoding']));

  const build = await program('loadline', ['build']);
  expect(build.code, build.output).toBe(0);
  expect(await program('tsc', [])).toMatchObject({ output: '', code: 0 });
  const variables = { ...account, SERVICE_PORT: String(port) };
  const run = await program('loadline', ['run', 'etcd', '--run-id', 'etcd'], variables);
  expect(run.code, run.output).toBe(0);
  const { aggregate } = await resultIn(cwd, 'etcd');
  const ours: Record<string, number> = {};
  for (const { call, count, failed } of aggregate.calls) {
    expect(failed).toBe(0);
    if (count > 0) ours[call] = (ours[call] ?? 0) + count;
  }
  expect(Object.keys(ours).sort()).toEqual(
    expect.arrayContaining(['Authenticate', 'DeleteRange', 'Put', 'Range', 'Watch']),
  );
  expect(ours.Put).toBeGreaterThan(8);
  const theirs = await begun();
  expect(Object.fromEntries(Object.keys(ours).map((call) => [call, theirs[call]]))).toEqual(ours);
  expect(aggregate.recordsLeft).toBe(0);
});
