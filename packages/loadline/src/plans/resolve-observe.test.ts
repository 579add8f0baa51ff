import { expect, test } from 'vitest';
import { type EnvironmentFile, environmentFile } from './environment-file';
import { resolveObserve } from './resolve-observe';
import { problemsOf } from './schema';

const ENVIRONMENT = { description: 'x', allow: [], suites: {} };
const VARIABLES = { METRICS_TOKEN: 'one-two-three' };
const PAGE = { kind: 'metrics', url: 'http://127.0.0.1:9/metrics' };
const QUEUE = { metric: 'waiting', unit: 'jobs' };

/** Problems of the schema, or else those that the rest of the check finds. */
function problems(observe: object): string[] {
  const parsed = environmentFile.safeParse({ ...ENVIRONMENT, observe });
  const found = parsed.success
    ? resolveObserve(parsed.data, 'e', VARIABLES).problems
    : problemsOf(parsed.error, 'e.yml', environmentFile);
  return found.map(({ where, message }) => `${where} ${message}`);
}

test('sources have their series, with units and thresholds', () => {
  const observe = {
    page: {
      ...PAGE,
      token: 'METRICS_TOKEN',
      every: '5s',
      series: {
        queue: {
          ...QUEUE,
          labels: { of: 'checks' },
          threshold: { p95: { warn: 50, fail: '100' }, why: 'w' },
        },
        lag: { metric: 'lag_seconds', unit: 's', factor: 0.5 },
      },
    },
    service: { kind: 'process', pid: 7, optional: true, series: { cpu: {}, memory: { figure: 'rss' } } },
  };
  const { sources, problems: found } = resolveObserve(
    { ...ENVIRONMENT, observe } as EnvironmentFile,
    'e',
    VARIABLES,
  );
  expect(found).toEqual([]);
  expect(sources).toMatchObject([
    {
      name: 'page',
      everyMs: 5_000,
      isOptional: false,
      series: [
        {
          name: 'queue',
          from: 'waiting{of="checks"} of http://127.0.0.1:9/metrics',
          unit: 'jobs',
          factor: 1,
          thresholds: [
            { id: 'observed.queue.p95', level: 'warn', bound: 50 },
            { id: 'observed.queue.p95', level: 'fail', bound: 100, text: '100 jobs' },
          ],
        },
        { name: 'lag', unit: 'ms', factor: 500, thresholds: [] },
      ],
    },
    {
      name: 'service',
      pid: 7,
      everyMs: 1_000,
      isOptional: true,
      series: [
        { name: 'cpu', figure: 'cpu', unit: '%', from: 'cpu of process 7' },
        { name: 'memory', figure: 'rss', unit: 'bytes', from: 'rss of process 7' },
      ],
    },
  ]);
});

test.each([
  [
    'no url',
    { page: { kind: 'metrics', series: { queue: QUEUE } } },
    'observe.page.url is missing: a source of kind metrics needs it',
  ],
  ['no unit', { page: { ...PAGE, series: { queue: { metric: 'x' } } } }, 'series.queue.unit is missing'],
  [
    'a key of another kind',
    { page: { ...PAGE, pid: 7, series: { queue: QUEUE } } },
    'observe.page.pid has no effect on a source of kind metrics',
  ],
  [
    'a unit of a process',
    { p: { kind: 'process', pid: 7, series: { cpu: { unit: '%' } } } },
    'series.cpu.unit has no effect on a series of a source of kind process',
  ],
  ['no pid', { p: { kind: 'process', series: { cpu: {} } } }, 'observe.p.pid write either pid, or pidFile'],
  [
    'two pids',
    { p: { kind: 'process', pid: 7, pidFile: 'x', series: { cpu: {} } } },
    'write either pid, or pidFile',
  ],
  [
    'an unknown figure',
    { p: { kind: 'process', pid: 7, series: { memory: {} } } },
    'there is no figure memory: write figure: with one of cpu, rss, fds, threads',
  ],
  [
    'a misspelt key',
    { page: { ...PAGE, series: { queue: { ...QUEUE, metrics: 'x' } } } },
    'there is no key "metrics": did you mean "metric"?',
  ],
  ['no series', { page: { ...PAGE, series: {} } }, 'observe.page.series is empty: write a series'],
  [
    'a secret',
    { page: { ...PAGE, token: 'one-two-three', series: { queue: QUEUE } } },
    'never the secret itself',
  ],
  [
    'a variable that is not set',
    { page: { ...PAGE, token: 'OTHER_TOKEN', series: { queue: QUEUE } } },
    'needs OTHER_TOKEN, which is not set',
  ],
  [
    'a secret without TLS',
    {
      page: { ...PAGE, url: 'http://example.com/metrics', token: 'METRICS_TOKEN', series: { queue: QUEUE } },
    },
    'observe.page.url would send a secret over http',
  ],
  [
    'a name twice',
    { a: { ...PAGE, series: { queue: QUEUE } }, b: { ...PAGE, series: { queue: QUEUE } } },
    'observe.b.series.queue is also the name of a series of observe.a',
  ],
  [
    'a bound without its unit',
    { p: { kind: 'process', pid: 7, series: { cpu: { threshold: { max: '0.8', why: 'w' } } } } },
    'series.cpu.threshold.max "0.8" is no bound in %: write "80%"',
  ],
])('%s is refused', (_, observe, message) => {
  expect(problems(observe).join('\n')).toContain(message);
});

test('a secret in the address of a source is masked where reports show it', () => {
  const observe = {
    page: { ...PAGE, url: 'http://127.0.0.1:9/one-two-three/metrics', series: { queue: QUEUE } },
  };
  const { sources } = resolveObserve({ ...ENVIRONMENT, observe } as EnvironmentFile, 'e', VARIABLES);
  expect(sources[0]?.series[0]?.from).toBe('waiting of http://127.0.0.1:9/***/metrics');
  expect(sources[0]?.url).toContain('one-two-three');
});
