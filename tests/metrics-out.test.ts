import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { eventually } from './harness/eventually';
import { freePort } from './harness/free-port';
import { loadline, resultIn } from './harness/loadline';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const SHORT = { USERS: '6', DURATION: '3s', EVERY: '1s' };
const COLLECTOR = project('bin', 'otelcol');

const missing =
  spawnSync('prometheus', ['--version']).status === 0
    ? existsSync(COLLECTOR)
      ? undefined
      : 'there is no bin/otelcol: make otelcol'
    : 'there is no prometheus: apt-get install prometheus';

type Row = { metric: Readonly<Record<string, string>>; value: [number, string] };

/** Starts Debian's Prometheus. @param scraped address that it reads each second @returns its URL */
async function prometheus(scraped?: string): Promise<string> {
  const folder = await tempFolder();
  const address = `127.0.0.1:${await freePort()}`;
  const jobs =
    scraped === undefined ? [] : [{ job_name: 'otelcol', static_configs: [{ targets: [scraped] }] }];
  const config = { global: { scrape_interval: '1s' }, scrape_configs: jobs };
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--web.enable-remote-write-receiver',
    '--enable-feature=native-histograms',
  ];
  startInTest('prometheus', args, { cwd: folder, env: { PATH: process.env.PATH ?? '' } });
  await eventually(async () => expect((await fetch(`http://${address}/-/ready`)).status).toBe(200));
  return `http://${address}`;
}

/**
 * Starts an OpenTelemetry Collector with the configuration in deploy/otel.
 * @param more further configurations, which change the one before
 * @returns its URL
 */
async function collector(variables: Readonly<Record<string, string>>, ...more: string[]): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const configs = [project('deploy', 'otel', 'collector.yaml'), ...more];
  const args = configs.flatMap((config) => ['--config', config]);
  const env = { OTLP_ENDPOINT: address, ...variables };
  startInTest(COLLECTOR, args, { cwd: await tempFolder(), env });
  const body = '{"resourceMetrics":[]}';
  const headers = { 'content-type': 'application/json' };
  await eventually(async () => {
    const reply = await fetch(`http://${address}/v1/metrics`, { method: 'POST', headers, body });
    expect(reply.status).toBe(200);
  });
  return `http://${address}`;
}

async function query(url: string, expression: string): Promise<Row[]> {
  const reply = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expression })}`);
  const { status, error, data } = (await reply.json()) as {
    status: string;
    error?: string;
    data?: { result: Row[] };
  };
  expect(status, `${expression}: ${error}`).toBe('success');
  return data?.result ?? [];
}

function byCall(rows: readonly Row[]): Record<string, number> {
  const named = rows.map(({ metric, value }) => [metric.loadline_call ?? '', Number(value[1])] as const);
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

it.skipIf(missing)(
  `counts of three instances in Prometheus, by remote write and through a collector, are those of the report${missing ? `: ${missing}` : ''}`,
  async () => {
    const service = await referenceService({ failShare: 0.3 });
    const cwd = await tempFolder();
    const url = await prometheus();
    const otel = await collector({ PROMETHEUS_WRITE_URL: `${url}/api/v1/write` });
    const set = (path: string) => ['--set', `environment.listeners.${path}`];
    const run = (instance: string) =>
      loadline(
        cwd,
        [
          'run',
          'vacancies-smoke',
          '--run-id',
          'counted',
          '--instance',
          instance,
          ...set('direct.kind=prometheus'),
          ...set(`direct.url=${url}/api/v1/write`),
          ...set('direct.interval=1s'),
          ...set('collected.kind=otel'),
          ...set(`collected.url=${otel}`),
          ...set('collected.interval=1s'),
        ],
        { ...variablesFor(service), ...SHORT },
      );
    const ended = await Promise.all(['1/3', '2/3', '3/3'].map(run));
    for (const { output } of ended) expect(output).not.toContain('does not take anything');
    await loadline(cwd, ['report', 'reports/counted'], {});
    const { calls } = (await resultIn(cwd, 'counted')).aggregate;
    const load = calls.filter(({ phase }) => phase === 'load').toSorted((a, b) => (a.call < b.call ? -1 : 1));
    const counts = Object.fromEntries(load.map(({ call, count }) => [call, count]));
    const failed = Object.fromEntries(
      load.filter((one) => one.failed > 0).map((one) => [one.call, one.failed]),
    );
    expect(Object.keys(failed).length).toBeGreaterThan(0);
    // The Collector adds a label for the scope; loadline's own remote write has none.
    for (const scope of ['', 'loadline']) {
      const of = `loadline_run="counted",loadline_phase="load",otel_scope_name="${scope}"`;
      const total = (name: string) => query(url, `sum by (loadline_call) (${name}{${of}})`);
      await eventually(async () => expect(byCall(await total('loadline_calls_total'))).toEqual(counts));
      expect(byCall(await total('loadline_calls_failed_total'))).toEqual(failed);
      // Each series begins with a 0, also that of a cause that occurred later: `increase` counts from its first value.
      const least = (name: string) => query(url, `max(min_over_time(${name}{${of}}[10m]))`);
      for (const name of ['loadline_calls_total', 'loadline_calls_failed_total'])
        expect((await least(name))[0]?.value[1], name).toBe('0');
      const durations = 'rpc_client_call_duration_seconds';
      const measured = load.map(({ call, duration }) => [call, duration?.count ?? 0]);
      expect(byCall(await total(`${durations}_count`))).toEqual(Object.fromEntries(measured));
      const sums = byCall(await total(`${durations}_sum`));
      for (const { call, duration } of load)
        expect(sums[call]).toBeCloseTo(((duration?.avg ?? 0) * (duration?.count ?? 0)) / 1_000, 3);
      const instances = await query(url, `count by (loadline_instance) (loadline_calls_total{${of}})`);
      expect(instances.map(({ metric }) => metric.loadline_instance).toSorted()).toEqual(['1', '2', '3']);
    }
    const dashboard = JSON.parse(await readFile(project('deploy', 'grafana', 'loadline.json'), 'utf8')) as {
      panels: { title: string; targets: { expr: string }[] }[];
    };
    for (const { title, targets } of dashboard.panels)
      for (const { expr } of targets) {
        const asked = expr
          .replaceAll('$run', 'counted')
          .replaceAll('$__rate_interval', '1m')
          .replaceAll('$__range', '15m');
        expect(await query(url, asked), title).not.toEqual([]);
      }
  },
);

/** Metric of the response times of calls. */
const DURATION = 'rpc_client_call_duration_seconds';
/** An exponential histogram of scale 3: a bound is at most this much above the one before it. */
const SCALE = 2 ** (1 / 8);

it.skipIf(missing)(
  `exponential histograms become native ones in Prometheus, and explicit ones can be scraped from a collector${missing ? `: ${missing}` : ''}`,
  async () => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const scraped = `127.0.0.1:${await freePort()}`;
    const url = await prometheus(scraped);
    const native = await collector({ PROMETHEUS_WRITE_URL: `${url}/api/v1/write` });
    const forScraping = await collector(
      {},
      `yaml:exporters::prometheus: {endpoint: "${scraped}"}`,
      'yaml:service::pipelines::metrics::exporters: [prometheus]',
    );
    const set = (path: string) => ['--set', `environment.listeners.${path}`];
    const listener = (name: string, to: string, histograms: string) => [
      ...set(`${name}.kind=otel`),
      ...set(`${name}.url=${to}`),
      ...set(`${name}.histograms=${histograms}`),
      ...set(`${name}.interval=1s`),
    ];
    const args = ['run', 'vacancies-smoke', '--run-id', 'both'];
    const ended = await loadline(
      cwd,
      [
        ...args,
        ...listener('native', native, 'exponential'),
        ...listener('scraped', forScraping, 'explicit'),
      ],
      { ...variablesFor(service), ...SHORT },
    );
    expect(ended.output).not.toContain('does not take anything');
    const { calls } = (await resultIn(cwd, 'both')).aggregate;
    const load = calls.filter(({ phase }) => phase === 'load').toSorted((a, b) => (a.call < b.call ? -1 : 1));
    const counts = Object.fromEntries(load.map(({ call, duration }) => [call, duration?.count ?? 0]));
    const of = 'loadline_run="both",loadline_phase="load"';
    const sum = (expression: string) => query(url, `sum by (loadline_call) (${expression})`);
    await eventually(async () => {
      expect(byCall(await sum(`histogram_count(${DURATION}{${of}})`))).toEqual(counts);
      expect(byCall(await sum(`${DURATION}_count{${of},job="otelcol"}`))).toEqual(counts);
    });
    expect(byCall(await sum(`${DURATION}_bucket{${of},job="otelcol",le="+Inf"}`))).toEqual(counts);
    const longest = byCall(await query(url, `histogram_quantile(1, ${DURATION}{${of}})`));
    for (const { call, duration } of load) {
      const max = (duration?.max ?? Number.NaN) / 1_000;
      expect(longest[call]).toBeGreaterThanOrEqual(max);
      expect(longest[call]).toBeLessThanOrEqual(max * SCALE);
    }
  },
);
