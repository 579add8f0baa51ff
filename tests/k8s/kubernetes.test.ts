import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ControlPlane } from '../harness/control-plane';
import { eventually } from '../harness/eventually';
import { referenceService, titlesLeft } from '../harness/reference-service';
import { newFolder } from '../harness/temp-folder';

let folder: string;
let cluster: ControlPlane;

beforeAll(async () => {
  folder = await newFolder();
  cluster = await ControlPlane.start(folder);
});
afterAll(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Load {
  readonly port: number;
  readonly duration?: string;
  readonly args?: readonly string[];
}

async function manifest(runId: string, { port, duration = '5s', args = [] }: Load): Promise<string> {
  const set = [`address=localhost:${port}`, 'data.EVERY=1s'].flatMap((text) => [
    '--set',
    `environment.suites.vacancies.${text}`,
  ]);
  const { code, stdout, output } = await cluster.loadline(
    ...['manifest', 'k8s', 'vacancies-smoke', '--instances', '3', '--image', 'loadline', '--run-id', runId],
    ...['--users', '6', '--duration', duration, ...set, ...args],
  );
  expect(code, output).toBe(0);
  return stdout;
}

/** The verdict as the Pod of the `collect` server left it. */
function messageIn(output: string) {
  return JSON.parse(output.split('\n').find((line) => line.startsWith('{"runId"')) ?? 'null');
}

it('three runners pass, the cluster keeps nothing after delete', async () => {
  const service = await referenceService();
  await cluster.apply(await manifest('well', { port: service.port }));
  const { code, output } = await cluster.loadline('k8s', 'wait', 'well');
  expect(output).toContain('verdict: PASS');
  expect(code).toBe(0);
  expect(messageIn(output)).toMatchObject({
    instances: 3,
    delivered: 3,
    missing: [],
    exit: 0,
    verdict: 'pass',
  });
  const jobs = await cluster.kubectl('get', 'jobs', '-l', 'loadline/run=well', '-o', 'name');
  expect(jobs.trim().split('\n')).toHaveLength(2);
  expect((await cluster.loadline('k8s', 'delete', 'well')).code).toBe(0);
  const kinds = 'jobs,pods,services,secrets,networkpolicies,pvc';
  await eventually(async () =>
    expect(await cluster.kubectl('get', kinds, '-l', 'loadline/run=well', '-o', 'name')).toBe(''),
  );
  const gone = await cluster.loadline('k8s', 'wait', 'well');
  expect(gone.output).toContain('well: is no run of this cluster');
  expect(gone.code).toBe(2);
});

it('two runs at once; a broken threshold ends its own with 99', async () => {
  const [well, broken] = [await referenceService(), await referenceService({ failShare: 0.5 })];
  await cluster.apply(await manifest('one', { port: well.port }));
  await cluster.apply(await manifest('two', { port: broken.port }));
  const [one, two] = await Promise.all(['one', 'two'].map((id) => cluster.loadline('k8s', 'wait', id)));
  expect(one?.code, one?.output).toBe(0);
  expect(two?.output).toMatch(/journeys\.crud\.failed is/);
  expect(two?.code).toBe(99);
});

it('one runner is killed: 3 with its number, and the others clean up', async () => {
  const service = await referenceService();
  await cluster.apply(await manifest('killed', { port: service.port, duration: '5m' }));
  await eventually(() =>
    expect(Object.keys(service.stats().calls)).toContain('pb.VacancyService/DeleteVacancy'),
  );
  await cluster.killPod(['killed', 'index/3'], 1);
  const { code, output } = await cluster.loadline('k8s', 'wait', 'killed');
  expect(output).toContain('instance 2 was killed (exit 137), as when it runs out of memory; its limit is');
  expect(output).toContain('instance 2 of 3 is missing');
  expect(code).toBe(3);
  expect(messageIn(output)).toMatchObject({ delivered: 2, missing: [2], exit: 3, verdict: 'invalid' });
  expect((await titlesLeft(service)).filter((title) => title.includes('loadline-killed/1'))).toEqual([]);
  expect((await titlesLeft(service)).filter((title) => title.includes('loadline-killed/3'))).toEqual([]);
});

it('a runner that never comes: no load, 3', async () => {
  const service = await referenceService();
  const text = await manifest('alone', { port: service.port, args: ['--wait', '20s'] });
  await cluster.apply(text.replace('parallelism: 3', 'parallelism: 2'));
  const { code, output } = await cluster.loadline('k8s', 'wait', 'alone');
  expect(output).toContain('only 2 of 3 instances came within 20 s: no load');
  expect(code).toBe(3);
  expect(service.stats().calls['pb.VacancyService/CreateVacancy']).toBeUndefined();
  await cluster.loadline('k8s', 'delete', 'alone');
});

it('the collect server is killed in mid-load: with --keep-samples another one goes on, and the run passes', async () => {
  const service = await referenceService();
  const load = { port: service.port, duration: '20s', args: ['--keep-samples'] };
  await cluster.apply(await manifest('kept', load));
  await eventually(() =>
    expect(Object.keys(service.stats().calls)).toContain('pb.VacancyService/DeleteVacancy'),
  );
  await cluster.killPod(['collect', 'kept']);
  const { code, output } = await cluster.loadline('k8s', 'wait', 'kept');
  expect(output).toContain('goes on from /data/run/collector.json: 3 of 3 instances are here');
  expect(output).toContain('verdict: PASS');
  expect(code).toBe(0);
});

it('without it, the load stops, and the run is invalid', async () => {
  const service = await referenceService();
  await cluster.apply(await manifest('lost', { port: service.port, duration: '5m' }));
  await eventually(() =>
    expect(Object.keys(service.stats().calls)).toContain('pb.VacancyService/DeleteVacancy'),
  );
  await cluster.killPod(['collect', 'lost']);
  const { code, output } = await cluster.loadline('k8s', 'wait', 'lost');
  expect(output).toContain('the collect server ended without a verdict');
  expect(code).toBe(3);
  await cluster.kubectl('wait', 'job/loadline-lost-load', '--for=condition=Failed', '--timeout=200s');
  expect(await titlesLeft(service)).toEqual([]);
});

it('a Pod that the cluster evicts: 3 with its number', async () => {
  const service = await referenceService();
  await cluster.apply(await manifest('evicted', { port: service.port, duration: '5m' }));
  await eventually(() =>
    expect(Object.keys(service.stats().calls)).toContain('pb.VacancyService/DeleteVacancy'),
  );
  const label = 'loadline/run=evicted,batch.kubernetes.io/job-completion-index=2';
  const pod = (
    await cluster.kubectl('get', 'pods', '-l', label, '-o', 'jsonpath={.items[0].metadata.name}')
  ).trim();
  await cluster.evict(pod);
  const { code, output } = await cluster.loadline('k8s', 'wait', 'evicted');
  expect(messageIn(output)?.verdict).toBe('invalid');
  expect([3, 105]).toContain(code);
});
