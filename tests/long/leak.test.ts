import { expect, it } from 'vitest';
import { startInTest } from '../harness/child';
import { loadline, resultIn } from '../harness/loadline';
import { requestsService } from '../harness/requests';
import { tempFolder } from '../harness/temp-folder';

/** A process that keeps 100 kB each second, on top of the memory of Node. */
const LEAKING = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(100_000, 1)), 1_000);';
const HARMLESS = 'setInterval(() => Buffer.alloc(100_000, 1), 1_000);';

/** Few users, so that the machine is nearly idle for the eleven minutes. */
const LONG = { USERS: '2', EVERY: '20s', DURATION: '11m', DRAIN_WITHIN: '0s' };

it('of two real processes that are observed for eleven minutes, the one that leaks is named with its slope', async () => {
  const service = await requestsService();
  const cwd = await tempFolder();
  const pidOf = (script: string) =>
    String(startInTest(process.execPath, ['-e', script], { cwd, env: {} }).process.pid);
  const set = (path: string) => ['--set', `environment.observe.${path}`];
  const observe = (name: string, script: string) => [
    ...set(`${name}.kind=process`),
    ...set(`${name}.pid=${pidOf(script)}`),
    ...set(`${name}.series.${name}_memory.figure=rss`),
  ];
  const args = [
    'run',
    'requests',
    '--run-id',
    'leak',
    ...observe('leaking', LEAKING),
    ...observe('harmless', HARMLESS),
  ];
  const { output } = await loadline(cwd, args, { TARGET_HOST: `http://${service.address}`, ...LONG });
  const { aggregate, warnings } = await resultIn(cwd, 'leak');
  const [leaking, harmless] = aggregate.observed ?? [];
  // 100 kB a second are 360 MB an hour.
  expect(leaking?.leak?.perHour, output).toBeGreaterThan(300e6);
  expect(leaking?.leak?.perHour).toBeLessThan(420e6);
  expect(harmless).not.toHaveProperty('leak');
  expect(warnings.join()).toContain('observed leaking_memory looks like a leak');
});
