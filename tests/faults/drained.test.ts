import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callStats } from '../../packages/loadline/src/core/figures/aggregate';
import type { StoredRequest } from '../../services/src/requests/request-store';
import type { RunningService } from '../../services/src/service';
import { resultOf } from '../harness/k6-run';
import { loadline, resultIn } from '../harness/loadline';
import { requestsService, runRequests } from '../harness/requests';
import { tempFolder } from '../harness/temp-folder';

const POST = 'POST /requests';

/** All requests that the service has stored, in the order of their arrival. */
async function requestsOf({ address, controlPort }: RunningService): Promise<StoredRequest[]> {
  const read = async (url: string) => (await fetch(url)).json();
  const ids = (await read(`http://127.0.0.1:${controlPort}/titles`)) as string[];
  return Promise.all(ids.map((id) => read(`http://${address}/requests/${id}`) as Promise<StoredRequest>));
}

it('--repeat: the next load begins when the queue of the previous run is empty, and unfinished requests are a warning', async () => {
  // Twenty requests in four seconds, which take ten seconds to process: the run ends before the last of them is done.
  const service = await requestsService({ workers: 1, jobEveryMs: 500 });
  const cwd = await tempFolder();
  const args = [
    ...['run', 'requests', '--users', '5', '--duration', '4s', '--repeat', '2', '--run-id', 'twice'],
    ...['--set', `environment.suites.requests.address=${service.address}`],
    ...['--set', 'environment.suites.requests.data.COMPLETE_WITHIN=1s'],
    ...['--set', 'environment.suites.requests.data.POLL_EVERY=100ms'],
  ];
  const end = await loadline(cwd, args, { EVERY: '1s' });
  const [first, second] = await Promise.all([resultIn(cwd, 'twice-1'), resultIn(cwd, 'twice-2')]);
  expect(first.verdict, end.output).toBe('fail');
  const all = await requestsOf(service);
  const [ofFirst, ofSecond] = ['twice-1', 'twice-2'].map((run) =>
    all.filter(({ params }) => params.organisationName === `loadline-${run}`),
  );
  // The first request of a run comes from its set-up.
  const [probe, ...load] = ofSecond ?? [];
  const lastDone = Math.max(...(ofFirst ?? []).map(({ modified }) => Date.parse(modified)));
  expect((ofFirst ?? []).map(({ status }) => status)).not.toContain('NEW');
  expect(Math.min(...load.map(({ created }) => Date.parse(created)))).toBeGreaterThanOrEqual(lastDone);
  expect(Date.parse(probe?.created ?? '')).toBeLessThan(lastDone);
  // The set-up's request does not count in the figures of the load.
  expect(callStats(second.aggregate, POST, 'setup')?.count).toBe(1);
  expect(callStats(second.aggregate, POST, 'load')?.count).toBe(load.length);
  const left = first.aggregate.custom?.unfinished?.count ?? 0;
  expect(left).toBeGreaterThan(0);
  const warning = `${left} requests of this run were still unfinished at its end`;
  expect(first.warnings).toContainEqual(expect.stringContaining(warning));
  for (const name of ['report.html', 'summary.md'])
    expect(await readFile(join(cwd, 'reports', 'twice-1', name), 'utf8')).toContain(warning);
  expect(end.output.replaceAll(/\s+/g, ' ')).toContain(`warning: ${warning}`);
});

it('a system that does not drain gets no load, and the reason names the option to write', async () => {
  const service = await requestsService({ stuckJobShare: 1 });
  const end = await runRequests(`http://${service.address}`, { DRAIN_WITHIN: '1s' });
  const { verdict, aggregate } = resultOf(end);
  expect([end.code, verdict], end.output).toEqual([107, 'invalid']);
  expect(end.output).toMatch(/has not drained within 1s: .* or DRAIN_WITHIN=0s to run all the same/);
  expect(service.stats().calls[POST]).toEqual({ 202: 1 });
  expect(aggregate.journeys.map(({ started }) => started)).toEqual([0]);
});

/** Time until `--start-at`, in ms: twice the start time of k6, so that all instances are ready. */
const LATER_MS = 20_000;

/** Starts a service whose queue already holds four seconds of work from somebody else. */
async function busyService(): Promise<RunningService> {
  const service = await requestsService({ workers: 1, jobEveryMs: 500 });
  for (let number = 0; number < 8; number++)
    await fetch(`http://${service.address}/requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ params: { ...EARLIER, url: 'http://127.0.0.1/earlier.csv' } }),
    });
  return service;
}

const EARLIER = { type: 'check_url', dataset: 'd', collection: 'c', organisationName: 'earlier' };

const runAt = ({ address }: RunningService, ...args: readonly string[]) => [
  ...['run', 'requests', '--users', '4', '--duration', '2s', ...args],
  ...['--set', `environment.suites.requests.address=${address}`],
  ...['--set', 'environment.suites.requests.data.COMPLETE_WITHIN=1s'],
  ...['--set', 'environment.suites.requests.data.POLL_EVERY=100ms'],
];

it.each([
  ['several instances', '2', false],
  ['several instances with --start-at', '2', true],
  ['one instance with --start-at', '1', true],
])('%s: loadline itself waits until the system has drained', async (_, instances, isLater) => {
  const service = await busyService();
  const cwd = await tempFolder();
  const startAtMs = Date.now() + LATER_MS;
  const startAt = isLater ? ['--start-at', new Date(startAtMs).toISOString()] : [];
  const args = runAt(service, '--instances', instances, '--run-id', 'late', ...startAt);
  const end = await loadline(cwd, args, { EVERY: '1s', DRAIN_WITHIN: '30s' });
  const all = await requestsOf(service);
  const created = (requests: readonly StoredRequest[]) => requests.map((one) => Date.parse(one.created));
  const earlier = all.filter(({ params }) => params.organisationName === 'earlier');
  const [probe, ...load] = all.filter(({ params }) => params.organisationName !== 'earlier');
  expect(earlier, end.output).toHaveLength(8);
  const lastDone = Math.max(...earlier.map(({ modified }) => Date.parse(modified)));
  expect(probe?.params.organisationName).toBe(instances === '1' ? 'loadline-late' : 'loadline-late/1');
  expect(Date.parse(probe?.created ?? '')).toBeLessThan(lastDone);
  expect(load.length).toBeGreaterThan(0);
  expect(Math.min(...created(load))).toBeGreaterThanOrEqual(Date.parse(probe?.modified ?? ''));
  if (isLater) expect(Math.min(...created(load))).toBeGreaterThanOrEqual(startAtMs);
  // The wait does not count in the figures of the run, and no instance waits again.
  const { aggregate } = await resultIn(cwd, 'late');
  expect(callStats(aggregate, POST, 'setup')?.count ?? 0).toBe(0);
  expect(callStats(aggregate, POST, 'load')?.count).toBe(load.length);
});

it('several instances get no load on a system that does not drain, and every file says why', async () => {
  const service = await requestsService({ stuckJobShare: 1 });
  const cwd = await tempFolder();
  const args = runAt(service, '--instances', '2', '--run-id', 'both');
  const end = await loadline(cwd, args, { EVERY: '1s', DRAIN_WITHIN: '1s' });
  const { verdict, reasons, aggregate } = await resultIn(cwd, 'both');
  expect([end.code, verdict], end.output).toEqual([3, 'invalid']);
  expect(reasons.join()).toMatch(/set-up failed: .*has not drained within 1s/);
  expect(service.stats().calls[POST]).toEqual({ 202: 1 });
  expect(aggregate.journeys.map(({ started }) => started)).toEqual([0]);
  expect(await readFile(join(cwd, 'reports', 'both', 'summary.md'), 'utf8')).toMatch(/has not drained/);
});

it('instances on several machines each need --start-at', async () => {
  const service = await requestsService();
  const args = runAt(service, '--instance', '1/2', '--run-id', 'part');
  const end = await loadline(await tempFolder(), args, { EVERY: '1s' });
  expect([end.code, service.stats().calls], end.output).toEqual([2, {}]);
  expect(end.output).toMatch(/--start-at.*is not set: .*DRAIN_WITHIN=0s/s);
});
