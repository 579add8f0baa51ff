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

/** All requests of the service, in the order in which they came. */
async function requestsOf({ address, controlPort }: RunningService): Promise<StoredRequest[]> {
  const read = async (url: string) => (await fetch(url)).json();
  const ids = (await read(`http://127.0.0.1:${controlPort}/titles`)) as string[];
  return Promise.all(ids.map((id) => read(`http://${address}/requests/${id}`) as Promise<StoredRequest>));
}

it('--repeat: what one run leaves in the queue is done before the next load begins, and is a warning', async () => {
  // Twenty requests within four seconds, ten seconds of work: nobody waits for the last of them.
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
  // The first request of a run is that of its set-up.
  const [probe, ...load] = ofSecond ?? [];
  const lastDone = Math.max(...(ofFirst ?? []).map(({ modified }) => Date.parse(modified)));
  expect((ofFirst ?? []).map(({ status }) => status)).not.toContain('NEW');
  expect(Math.min(...load.map(({ created }) => Date.parse(created)))).toBeGreaterThanOrEqual(lastDone);
  expect(Date.parse(probe?.created ?? '')).toBeLessThan(lastDone);
  // It is in no figure of the load.
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

it('a system that does not drain gets no load, and the reason says what to write', async () => {
  const service = await requestsService({ stuckJobShare: 1 });
  const end = await runRequests(`http://${service.address}`, { DRAIN_WITHIN: '1s' });
  const { verdict, aggregate } = resultOf(end);
  expect([end.code, verdict], end.output).toEqual([107, 'invalid']);
  expect(end.output).toMatch(/has not drained within 1s: .* or DRAIN_WITHIN=0s to run all the same/);
  expect(service.stats().calls[POST]).toEqual({ 202: 1 });
  expect(aggregate.journeys.map(({ started }) => started)).toEqual([0]);
});

it('several instances do not wait until a system has drained, and each says so', async () => {
  const service = await requestsService({ stuckJobShare: 1 });
  const cwd = await tempFolder();
  const args = [
    ...['run', 'requests', '--users', '4', '--duration', '2s', '--instances', '2', '--run-id', 'both'],
    ...['--set', `environment.suites.requests.address=${service.address}`],
    ...['--set', 'environment.suites.requests.data.COMPLETE_WITHIN=1s'],
    ...['--set', 'environment.suites.requests.data.POLL_EVERY=100ms'],
  ];
  const end = await loadline(cwd, args, { EVERY: '1s' });
  for (const instance of [1, 2])
    expect(await readFile(join(cwd, 'reports', 'both', `k6-${instance}.log`), 'utf8')).toContain(
      'DRAIN_WITHIN has no effect: 2 instances that wait each by themselves would begin apart',
    );
  expect(end.output).not.toContain('has not drained');
  const { aggregate } = await resultIn(cwd, 'both');
  expect(callStats(aggregate, POST, 'setup')?.count ?? 0).toBe(0);
  expect(callStats(aggregate, POST, 'load')?.count).toBeGreaterThan(0);
});
