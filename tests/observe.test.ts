import { spawnSync } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { eventually } from './harness/eventually';
import { freePort } from './harness/free-port';
import { loadline, resultIn } from './harness/loadline';
import { requestsService } from './harness/requests';
import { tempFolder } from './harness/temp-folder';

/** Twenty requests in two seconds, of which the only worker takes one: its queue grows. */
const GROWING = { USERS: '10', EVERY: '1s', DURATION: '3s', DRAIN_WITHIN: '0s', POLL_WITHIN: '1s' };

function observe(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([path, value]) => [
    '--set',
    `environment.observe.${path}=${value}`,
  ]);
}

/** The metrics of the queue, and the process of the service, which is the one of this test. */
function sources(controlPort: number): string[] {
  return observe({
    'worker.kind': 'metrics',
    'worker.url': `http://127.0.0.1:${controlPort}/metrics`,
    'worker.series.queue.metric': 'requests_waiting',
    'worker.series.queue.unit': 'requests',
    'worker.series.queue.threshold.max': '3',
    'worker.series.queue.threshold.why': 'nobody waits longer than a few seconds',
    'worker.series.queue_lag.metric': 'requests_lag_seconds',
    'worker.series.queue_lag.unit': 's',
    'worker.series.queue_lag.threshold.p95': '1h',
    'worker.series.queue_lag.threshold.why': 'three readings are too few for a p95',
    'worker.series.accepted.metric': 'calls_total',
    'worker.series.accepted.labels.method': 'POST /requests',
    'worker.series.accepted.unit': 'requests/s',
    'service.kind': 'process',
    'service.pid': String(process.pid),
    'service.series.cpu.threshold.max': '10000%',
    'service.series.cpu.threshold.why': 'shows that it is judged',
    'service.series.memory.figure': 'rss',
    'service.series.memory.threshold.max.warn': '1kB',
    'service.series.memory.threshold.max.fail': '1000GB',
    'service.series.memory.threshold.why': 'shows that a warning is one',
  });
}

it('the queue and the process of a service are observed, judged, and judged again from the files', async () => {
  const service = await requestsService({ workers: 1 });
  const cwd = await tempFolder();
  const args = ['run', 'requests', '--run-id', 'seen', ...sources(service.controlPort)];
  const { code, output } = await loadline(cwd, args, {
    TARGET_HOST: `http://${service.address}`,
    ...GROWING,
  });
  expect(code, output).toBe(99);
  const { aggregate, thresholds, reasons, warnings, spec } = await resultIn(cwd, 'seen');
  const of = (name: string) => aggregate.observed?.find((one) => one.name === name);
  expect(aggregate.observed?.map(({ name }) => name)).toEqual([
    'queue',
    'queue_lag',
    'accepted',
    'cpu',
    'memory',
  ]);
  const queue = of('queue');
  expect(queue).toMatchObject({
    unit: 'requests',
    source: 'worker',
    from: `requests_waiting of http://127.0.0.1:${service.controlPort}/metrics`,
  });
  expect(queue?.figures?.count).toBeGreaterThanOrEqual(2);
  expect(queue?.figures?.max).toBeGreaterThan(queue?.figures?.min ?? 0);
  expect(of('accepted')?.figures?.max).toBeGreaterThan(1);
  expect(of('memory')?.figures?.min).toBeGreaterThan(10_000_000);
  expect(of('cpu')?.figures?.max).toBeGreaterThan(0);
  const outcomes = Object.fromEntries(
    thresholds
      .filter(({ id }) => id.startsWith('observed.'))
      .map(({ id, level, outcome }) => [`${id} ${level}`, outcome]),
  );
  expect(outcomes).toEqual({
    'observed.queue.max fail': 'broken',
    'observed.queue_lag.p95 fail': 'not judged',
    'observed.cpu.max fail': 'held',
    'observed.memory.max warn': 'broken',
    'observed.memory.max fail': 'held',
  });
  expect(reasons.join()).toMatch(/observed\.queue\.max is \d+ requests, the bound is ≤ 3 requests/);
  expect(warnings.join()).toMatch(/observed\.memory\.max is \d+(\.\d)? MB, the bound is ≤ 1kB/);
  expect(output).toMatch(/^ {2}queue +max +\d+ requests +allowed ≤ 3 requests$/m);
  expect(output).toMatch(/^observed +values/m);
  expect(spec.observed?.map(({ name }) => name)).toHaveLength(5);
  // The report needs to know when the first threshold broke.
  const readings = await readFile(join(cwd, 'reports', 'seen', 'observed-1.ndjson'), 'utf8');
  expect(readings).toMatch(/^\{"at":\d+,"source":"","broken":\["[^\n]+"\]\}$/m);
  const page = await readFile(join(cwd, 'reports', 'seen', 'report.html'), 'utf8');
  expect(page).toContain('Observed systems');

  // The report reads the file again: without its values, their thresholds are not judged.
  const again = await loadline(cwd, ['report', 'reports/seen'], {});
  expect(again.code).toBe(99);
  expect((await resultIn(cwd, 'seen')).aggregate.observed).toEqual(aggregate.observed);
  const file = join(cwd, 'reports', 'seen', 'observed-1.ndjson');
  await appendFile(file, 'damaged\n{"at":');
  await loadline(cwd, ['report', 'reports/seen'], {});
  expect((await resultIn(cwd, 'seen')).warnings.join()).toContain('1 damaged line of');
  await writeFile(file, '');
  await loadline(cwd, ['report', 'reports/seen'], {});
  const silent = await resultIn(cwd, 'seen');
  expect(silent.warnings.join()).toContain('observed queue: source worker was silent for');
  expect(silent.thresholds.find(({ id }) => id === 'observed.queue.max')?.outcome).toBe('not judged');
});

it('a source that cannot be read or lacks a series prevents a run before its first request, unless it is optional', async () => {
  const service = await requestsService();
  const cwd = await tempFolder();
  const away = `http://127.0.0.1:${await freePort()}/metrics`;
  const args = [
    'run',
    'requests',
    '--run-id',
    'unseen',
    ...observe({
      'away.kind': 'metrics',
      'away.url': away,
      'away.series.waiting.metric': 'requests_waiting',
      'away.series.waiting.unit': 'requests',
      'away.series.waiting.threshold.max': '1',
      'away.series.waiting.threshold.why': 'shows that nothing is judged',
      'page.kind': 'metrics',
      'page.url': `http://127.0.0.1:${service.controlPort}/metrics`,
      'page.series.typo.metric': 'request_waiting',
      'page.series.typo.unit': 'requests',
      'gone.kind': 'process',
      'gone.pidFile': join(cwd, 'no.pid'),
      'gone.series.cpu.figure': 'cpu',
    }),
  ];
  const variables = { TARGET_HOST: `http://${service.address}`, ...GROWING };
  const refused = await loadline(cwd, args, variables);
  expect(refused.code, refused.output).toBe(2);
  expect(refused.output).toContain(`observe away: ${away}: it cannot be reached (ECONNREFUSED)`);
  expect(refused.output).toContain('the page has no metric request_waiting: did you mean requests_waiting?');
  expect(refused.output).toContain(`its pidFile ${join(cwd, 'no.pid')} cannot be read`);
  expect(refused.output).toContain('[observed-source]');
  expect(service.stats().records).toBe(0);

  const optional = observe({ 'away.optional': 'true', 'page.optional': 'true', 'gone.optional': 'true' });
  const ran = await loadline(cwd, [...args, ...optional], variables);
  expect(ran.output).toContain('the run goes on, as it is optional');
  const { thresholds, warnings, reasons } = await resultIn(cwd, 'unseen');
  expect(thresholds.find(({ id }) => id === 'observed.waiting.max')?.outcome).toBe('not judged');
  expect(warnings.join()).toMatch(/observed waiting: source away was silent for .* \(it cannot be reached/);
  expect(reasons.join()).not.toContain('observed');
});

const noPrometheus =
  spawnSync('prometheus', ['--version']).status === 0
    ? undefined
    : 'there is no prometheus: apt-get install prometheus';

/** Starts Debian's Prometheus, which reads a page of metrics each second. @returns its URL */
async function prometheus(target: string): Promise<string> {
  const folder = await tempFolder();
  const address = `127.0.0.1:${await freePort()}`;
  const jobs = `scrape_configs: [{ job_name: worker, scrape_interval: 1s, static_configs: [{ targets: ["${target}"] }] }]`;
  await writeFile(join(folder, 'prometheus.yml'), `${jobs}\n`);
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
  ];
  startInTest('prometheus', args, { cwd: folder, env: { PATH: process.env.PATH ?? '' } });
  await eventually(async () => {
    const reply = await fetch(`http://${address}/api/v1/query?query=requests_waiting`);
    expect(JSON.stringify(await reply.json())).toContain('"__name__":"requests_waiting"');
  });
  return `http://${address}`;
}

it.skipIf(noPrometheus)(
  `series of a real Prometheus are observed by PromQL${noPrometheus ? `: ${noPrometheus}` : ''}`,
  async () => {
    const service = await requestsService({ workers: 1 });
    const cwd = await tempFolder();
    const url = await prometheus(`127.0.0.1:${service.controlPort}`);
    const { code, output } = await loadline(
      cwd,
      [
        'run',
        'requests',
        '--run-id',
        'asked',
        ...observe({
          'central.kind': 'promql',
          'central.url': url,
          'central.every': '1s',
          'central.series.queue.query': 'requests_waiting{job="worker"}',
          'central.series.queue.unit': 'requests',
          'central.series.sum.query': 'sum(requests_waiting) * 2',
          'central.series.sum.unit': 'requests',
          'central.series.sum.threshold.max': '1',
          'central.series.sum.threshold.why': 'nobody waits that long',
        }),
      ],
      { TARGET_HOST: `http://${service.address}`, ...GROWING },
    );
    expect(code, output).toBe(99);
    const { aggregate, thresholds } = await resultIn(cwd, 'asked');
    const [queue, sum] = aggregate.observed ?? [];
    expect(queue?.figures?.max).toBeGreaterThan(1);
    expect(queue?.ageMaxMs).toBeGreaterThanOrEqual(0);
    expect(sum).not.toHaveProperty('ageMaxMs');
    expect(thresholds.find(({ id }) => id === 'observed.sum.max')?.outcome).toBe('broken');
  },
);
