import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { loadline } from './harness/loadline';
import { startSink } from './harness/sink-server';
import { tempFolder } from './harness/temp-folder';

const TEST = ['manifest', 'k8s', 'vacancies-smoke', '--instances', '2', '--image', 'load:1'];
const RUN = [...TEST, '--run-id', 'r1'];

const SETTINGS = {
  USERS: '41',
  DURATION: '7m',
  SERVICE_HOST: 'a.example.com',
  ALLOW_TARGET: 'a.example.com',
};
const SECRETS = { USER_1_EMAIL: 'canary@example.com', USER_1_PASSWORD: 'canary-password' };

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

interface Container {
  readonly args: readonly string[];
  readonly env: readonly Variable[];
}

/** Makes a manifest. @returns the variables of the first container of its last object */
async function madeOf(
  args: readonly string[],
  pathTo: (object: { spec: unknown }) => unknown,
  settings: Readonly<Record<string, string>> = SETTINGS,
): Promise<{ output: string; env: Record<string, string | undefined> }> {
  const { code, stdout, output } = await loadline(await tempFolder(), args, { ...settings, ...SECRETS });
  expect(code, output).toBe(0);
  const last = parseAllDocuments(stdout).at(-1);
  const { env } = pathTo(last?.toJS()) as { env: Variable[] };
  return { output, env: Object.fromEntries(env.map(({ name, value }) => [name, value])) };
}

// biome-ignore lint/suspicious/noExplicitAny: the objects of Kubernetes have many levels.
const containerOf = (object: any) => object.spec.template.spec.containers[0];
// biome-ignore lint/suspicious/noExplicitAny: likewise.
const ofSchedule = (object: any) => containerOf(object.spec.jobTemplate);
// biome-ignore lint/suspicious/noExplicitAny: likewise.
const ofOperator = (object: any) => object.spec.runner;

it('the Pods get the variables that the manifest was made with, and secrets only by name', async () => {
  for (const [more, path] of [
    [['--run-id', 'r1'], containerOf],
    [['--run-id', 'r1', '--operator'], ofOperator],
    [['--schedule', '17 2 * * 0'], ofSchedule],
  ] as const) {
    const { output, env } = await madeOf([...TEST, ...more], path);
    expect(env).toMatchObject(SETTINGS);
    expect(output).not.toContain('canary');
    expect(env).not.toHaveProperty('RUN_ID');
    expect(env).not.toHaveProperty('INSTANCES');
  }
});

it('Kubernetes replaces nothing in the value of a variable', async () => {
  const args = RUN.map((word) => (word === 'vacancies-smoke' ? 'requests' : word));
  const { env } = await madeOf(args, containerOf, { UPLOADED_FILE: '$(HOME) $5.csv' });
  expect(env.UPLOADED_FILE).toBe('$$(HOME) $$5.csv');
});

it('lists what the cluster would refuse or change without a word, and no accounts', async () => {
  const long = `a${'b'.repeat(43)}`;
  const wrong = ['--namespace', 'a.b', '--node', 'zone=a', '--node', 'zone=b', '--node', 'a/b/c=d'];
  const args = [...TEST, '--run-id', long, '--operator', ...wrong].map((arg) => (arg === '2' ? '100' : arg));
  const { code, output } = await loadline(await tempFolder(), args, {});
  for (const text of [
    '--namespace: is "a.b": write at most 63 small letters',
    '--node: names the label zone twice',
    '--node: is "a/b/c=d": write a label',
    `--run-id: is "${long}": write at most 42 small letters`,
  ])
    expect(output).toContain(text);
  expect(output).not.toContain('USER_1_');
  expect(code, output).toBe(2);
  const debug = await loadline(await tempFolder(), RUN, { DEBUG: '1' });
  expect(debug.output).toContain('DEBUG: cannot be used in a cluster');
  expect(debug.code).toBe(2);
});

const TOKEN = { LOADLINE_COLLECTOR_TOKEN: 'a-token-of-the-collector' };

/** The containers of the `collect` server and of the runners. */
async function containersOf(
  args: readonly string[],
): Promise<{ readonly collect: Container; readonly load: Container }> {
  const { code, stdout, output } = await loadline(await tempFolder(), args, SETTINGS);
  expect(code, output).toBe(0);
  const jobs = parseAllDocuments(stdout)
    .map((document) => document.toJS())
    .filter(({ kind }) => kind === 'Job');
  const [collect, load] = jobs.map((job): Container => containerOf(job));
  if (!collect || !load) throw new Error(`there are ${jobs.length} Jobs`);
  return { collect, load };
}

function secretsIn({ env }: Container): string[] {
  return env.flatMap(({ name, valueFrom }) =>
    valueFrom?.secretKeyRef.name === 'loadline-accounts' ? [name] : [],
  );
}

it('the collect server sends the events of the run to the listeners, with the tokens from the Secret', async () => {
  const hook = await startSink();
  onTestFinished(() => hook.close());
  const set = Object.entries({ kind: 'webhook', url: hook.url, token: 'HOOK_TOKEN' }).flatMap(
    ([key, value]) => ['--set', `environment.listeners.hook.${key}=${value}`],
  );
  // The token is set in the cluster only.
  const { collect, load } = await containersOf([...RUN, '--tags', 'crud', ...set]);
  expect(secretsIn(load)).toEqual(expect.arrayContaining(['HOOK_TOKEN', 'USER_1_PASSWORD']));
  expect(secretsIn(collect)).toEqual(['HOOK_TOKEN']);

  const cwd = await tempFolder();
  const here: Readonly<Record<string, string>> = {
    '0.0.0.0:8080': '127.0.0.1:0',
    '/data/run': join(cwd, 'run'),
    '/dev/termination-log': join(cwd, 'message'),
    '600s': '1s',
  };
  const plain = collect.env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  const ended = await loadline(
    cwd,
    collect.args.map((arg) => here[arg] ?? arg),
    { ...Object.fromEntries(plain), ...TOKEN, HOOK_TOKEN: 'token-of-the-hook' },
  );
  expect(ended.output).toContain('only 0 of 2 instances came within 1 s: no load');
  expect(ended.code).toBe(3);
  const [told] = hook.calls.flatMap(({ body }) => JSON.parse(body.toString()).items);
  expect(told).toMatchObject({ type: 'verdict', verdict: 'invalid', run: 'r1', test: 'vacancies-smoke' });
  expect(told.target).toContain(SETTINGS.SERVICE_HOST);
  expect(hook.calls.at(-1)?.headers.authorization).toBe('Bearer token-of-the-hook');
});

it('without listeners, or with listeners that take metrics only, the collect server needs no test and no secret', async () => {
  const otel = Object.entries({ kind: 'otel', url: 'https://otel.example.com', token: 'OTEL_TOKEN' }).flatMap(
    ([key, value]) => ['--set', `environment.listeners.otel.${key}=${value}`],
  );
  for (const set of [[], otel]) {
    const { collect, load } = await containersOf([...RUN, ...set]);
    expect(collect.args).not.toContain('--events');
    expect(secretsIn(collect)).toEqual([]);
    expect(secretsIn(load).includes('OTEL_TOKEN')).toBe(set.length > 0);
  }
});
