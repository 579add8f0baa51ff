import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { timesOf } from '../packages/loadline/src/core/figures/aggregate';
import { resultOf } from './harness/k6-run';
import { loadline, resultIn } from './harness/loadline';
import { causesOf, requestsService, runRequests } from './harness/requests';
import { tempFolder } from './harness/temp-folder';

it('a filter that finds nothing in a whole run is a warning, and virtual users warn once per cause', async () => {
  const { address } = await requestsService({ failJobShare: 0.5 });
  const cwd = await tempFolder();
  const args = [
    ...['run', 'requests', '--users', '5', '--duration', '2s', '--run-id', 'one'],
    ...['--set', `environment.suites.requests.address=${address}`],
    ...['--set', 'environment.suites.requests.data.JSONPATH=$$$ nonsense'],
    ...['--set', 'environment.suites.requests.data.POLL_EVERY=100ms'],
  ];
  const end = await loadline(cwd, [...args, '--verbose'], { EVERY: '1s' });
  expect(end.code, end.output).toBe(99);
  const { warnings, aggregate } = await resultIn(cwd, 'one');
  const [{ done, failed, causes } = { done: 0, failed: 0, causes: {} }] = aggregate.journeys;
  expect(causes).toEqual({ job_failed: failed });
  expect(failed).toBeGreaterThan(3);
  // Each warning comes from another virtual user.
  expect(
    end.output.match(/journey submission failed, job_failed: \w+ [\w-]+: injected failure/g),
  ).toHaveLength(1);
  expect(end.output).toContain(`journey submission failed, job_failed: ${failed} virtual users in all`);
  const details = aggregate.custom?.details?.count ?? 0;
  const warning = `JSONPATH=$$$ nonsense found none of the ${details} details of this run: `;
  // Each request has twelve rows.
  expect(details).toBe(12 * (done - failed));
  expect(warnings).toContainEqual(expect.stringContaining(warning));
  expect(end.output.replaceAll(/\s+/g, ' ')).toContain(`warning: ${warning}`);
  const report = (file: string) => readFile(join(cwd, 'reports', 'one', file), 'utf8');
  expect(await report('report.html')).toContain('JSONPATH=$$$ nonsense found none');
  expect(await report('summary.md')).toContain('nonsense found none');
  // This system cannot delete records, so the run does not claim that none are left.
  const kept = /records not removed: the suite does not remove any/i;
  expect(end.output.replaceAll(/\s+/g, ' ')).toMatch(kept);
  expect(end.output).not.toContain('records left');
  expect(await report('summary.md')).toMatch(kept);
  expect(await report('report.html')).toContain('records: the suite does not remove any');
});

it('a filter that finds something, and the service’s own time, give no warning', async () => {
  const service = await requestsService({ workTimeMs: 20 });
  const { warnings, aggregate } = resultOf(
    await runRequests(`http://${service.address}`, { POLL_EVERY: '1s', DURATION: '2s' }),
  );
  expect(warnings).toEqual([]);
  const { details, filtered_details: filtered } = aggregate.custom ?? {};
  expect(filtered?.count).toBe((details?.count ?? 0) / 3);
  // No request looks done before the second poll, however short its work is: the service's own time is more exact.
  const [seen, own] = ['time_to_complete', 'server_time_to_complete'].map((name) => timesOf(aggregate, name));
  expect(own?.count).toBe(seen?.count);
  expect(own?.min).toBeGreaterThanOrEqual(19);
  expect(own?.min).toBeLessThan(seen?.min ?? 0);
  expect(aggregate.cleanUp).toBe('none');
});

it('a check of an unknown dataset is done without a result: job_error', async () => {
  const { address } = await requestsService();
  const variables = { DATASET: 'no-such-dataset', REQUEST_WEIGHTS: 'check_url:1,check_file:1' };
  const end = await runRequests(`http://${address}`, variables);
  const [submission] = resultOf(end).aggregate.journeys;
  expect(end.code).toBe(99);
  expect(causesOf(end)).toEqual({ submission: { job_error: submission?.done } });
  expect(end.output).toContain('does the service know the dataset no-such-dataset?');
});

it('polls a last time at the bound, and reports the time that it waited', async () => {
  const service = await requestsService({ stuckJobShare: 1 });
  const variables = { COMPLETE_WITHIN: '1500ms', POLL_EVERY: '1s', USERS: '1', DURATION: '1s' };
  const end = await runRequests(`http://${service.address}`, variables);
  const { calls, journeys } = resultOf(end).aggregate;
  const looks = calls.find(({ call }) => call === 'GET /requests/{id}')?.count;
  // It polls at once, after a second, and at the bound.
  expect(looks).toBe(3 * (journeys[0]?.done ?? 0));
  expect(journeys[0]?.duration?.min).toBeGreaterThanOrEqual(1_500);
  expect(end.output).toContain('is still PROCESSING after 1s500ms');
  // The system is at fault when a worker never finishes, and for the calls that this prevents.
  const { verdict, reasons, thresholds } = resultOf(end);
  expect(end.code).toBe(99);
  expect(verdict, reasons.join('\n')).toBe('fail');
  expect(reasons[0]).toMatch(/^journeys\.submission\.failed is 100%/);
  expect(thresholds.find(({ id }) => id === 'calls.GET /requests/{id}/response-details.p95')).toMatchObject({
    outcome: 'no data',
    explanation: expect.stringContaining('iterations of submission failed before'),
  });
});

it('--debug describes what it runs', async () => {
  const service = await requestsService();
  const target = ['--set', `environment.suites.requests.address=${service.address}`];
  const end = await loadline(await tempFolder(), ['run', 'requests', ...target, '--debug']);
  expect(end.code, end.output).toBe(0);
  expect(end.output).toContain('one user, one iteration of each journey (submission), no thresholds');
  expect(end.output).toContain('debug · one user, one iteration of each journey');
  // The profile is not used.
  expect(end.output).not.toMatch(/\d+ iterations? planned|\d+ users?|of load/);
  expect(service.stats().calls['POST /requests']).toEqual({ 202: 1 });
});
