import { expect, it } from 'vitest';
import { type ExampleOptions, exampleResult, plainResult } from '../../../../../tests/harness/example-result';
import script from '../../../dist/client/report.js?raw';
import type { ThresholdResult } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { chartsOf } from './call-charts';
import { chartData } from './chart-data';
import { reportHtml } from './html';
import style from './report-theme.css?raw';

const TEN_CALLS = Array.from({ length: 10 }, (_, index) => `CallNumber${index + 1}`);
const HOUR = { seconds: 3600, calls: TEN_CALLS };

const kB = (page: string) => Buffer.byteLength(page) / 1000;

it('is at most 150 kB with 5 calls and 350 kB with 50, also for an hour and with a baseline', () => {
  const fifty = Array.from({ length: 50 }, (_, index) => `CallNumber${index + 1}`);
  const beside = (options: ExampleOptions) =>
    kB(reportHtml(exampleResult(options), { baseline: exampleResult({ ...options, seed: 2 }) }));
  expect(beside({})).toBeLessThanOrEqual(150);
  expect(beside({ seconds: 3600 })).toBeLessThanOrEqual(150);
  expect(beside({ calls: fifty })).toBeLessThanOrEqual(350);
  expect(beside({ calls: fifty, seconds: 3600 })).toBeLessThanOrEqual(350);
});

it('says of the users, whose line has no axis, how many the highest are', () => {
  expect(reportHtml(exampleResult())).toContain('users (own scale, highest 150)');
});

it('sends no request to any server', () => {
  const page = reportHtml(exampleResult());
  expect(page).toMatch(/Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/);
  const [markup = ''] = page.split('<script');
  expect(markup).not.toMatch(/<(link|img|iframe|object|embed)\b|\ssrc=|@import|url\(|unsafe-/i);
});

it('never turns data into markup', () => {
  const evil = `</script><script>alert(1)</script><img src=x onerror="alert(2)">'"&`;
  const result = exampleResult({ seconds: 5, calls: [evil] });
  const page = reportHtml({
    ...result,
    reasons: [evil],
    warnings: [evil],
    breakingPoint: evil,
    incomplete: [evil],
    spec: {
      ...result.spec,
      suite: evil,
      target: evil,
      settings: [{ name: evil, value: evil, source: evil }],
    },
  });
  expect(page).not.toContain('<script>alert(1)');
  expect(page).not.toContain('<img');
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(script).not.toMatch(/<\/script|<!--|insertAdjacentHTML|document\.write\(|eval\(/);
});

it('says why calls have no size, if there are such calls', () => {
  const page = (calls: Result['aggregate']['calls']) => {
    const result = exampleResult({ seconds: 5 });
    return reportHtml({ ...result, aggregate: { ...result.aggregate, calls } });
  };
  const calls = exampleResult({ seconds: 5 }).aggregate.calls.filter(({ phase }) => phase === 'load');
  expect(page(calls)).toContain('1.2 kB');
  expect(page(calls)).not.toContain('No size');
  expect(page(calls.map(({ meanBytes: _, ...stats }) => stats))).toContain('No size (–): of gRPC calls');
});

it('says how many records are left, or that none could be removed', () => {
  const result = exampleResult({ seconds: 5 });
  const page = reportHtml({ ...result, aggregate: { ...result.aggregate, cleanUp: 'none' } });
  expect(reportHtml(result)).toContain('<b>2</b> <span class="small">records left');
  expect(page).toContain('<b>not removed</b> <span class="small">records: the suite does not remove any');
  expect(page).not.toContain('records left');
});

it('shows the suite’s own metrics', () => {
  const result = plainResult();
  const times = { count: 1234, min: 1, avg: 3, med: 2, max: 9, percentiles: { p50: 2, p95: 8.5 } };
  const custom = { time_to_complete: times, polls: { count: 5678 } };
  const threshold: ThresholdResult = {
    id: 'metrics.time_to_complete.p95',
    level: 'fail',
    bound: '≤ 10ms',
    why: 'because',
    measured: 8.5,
    outcome: 'held',
  };
  const page = reportHtml({ ...result, thresholds: [threshold], aggregate: { ...result.aggregate, custom } });
  const row = (name: string) => page.match(new RegExp(`<th scope="row">${name}</th>(.*)</tr>`))?.[1];
  expect(row('time_to_complete')?.replace(/<[^>]+>/g, ' ')).toMatch(
    /1\u202f234 +2\.00 .*8\.50 .* p95 ≤ 10ms .*15% left/,
  );
  expect(row('polls')).toContain('5\u202f678');
  expect(reportHtml(result)).not.toContain('Own metrics');
});

it('has the number of thresholds that were not judged next to the verdict, and shows each with its samples', () => {
  const plain = plainResult();
  const few = { outcome: 'not judged' as const, samples: 7, needed: 20 };
  const thresholds = plain.thresholds.map((threshold, index) =>
    index === 0 ? { ...threshold, ...few } : threshold,
  );
  const page = reportHtml({ ...plain, thresholds }).replace(/<[^>]+>/g, '');
  expect(page).toContain(`PASS, 1 of ${thresholds.length} not judged: too few samples`);
  expect(page).toContain('every threshold that was judged held');
  expect(page).toContain('not judged: 7 of 20 samples');
  expect(reportHtml(plain)).not.toContain('too few samples');
});

it.each<[string, Result]>([
  ['of k6 alone', plainResult()],
  ['without a single call', empty(plainResult())],
  ['without seconds', { ...plainResult(), aggregate: { ...plainResult().aggregate, seconds: [] } }],
  ['of one second', exampleResult({ seconds: 1 })],
])('shows a result %s', (_, result) => {
  const page = reportHtml(result, { baseline: exampleResult({ seconds: 10 }) });
  const visible = page.slice(page.indexOf('<body>'), page.indexOf('<script'));
  expect(visible).not.toMatch(/undefined|NaN|Infinity|\[object/);
});

it('has charts of no more than 300 points that keep every spike', () => {
  const result = exampleResult(HOUR);
  const spike = result.aggregate.seconds?.map((stats) =>
    stats.second === 1801 ? { ...stats, delayMaxMs: 9876 } : stats,
  );
  const { main, delivery, calls } = chartData({
    ...result,
    aggregate: { ...result.aggregate, seconds: spike ?? [] },
  });
  const charts = [...(main ? [main] : []), ...delivery, ...calls.flatMap(chartsOf)];
  expect(charts.filter(({ kind }) => kind === 'time')).toHaveLength(1 + 3 + 10);
  expect(charts.filter(({ kind }) => kind === 'distribution')).toHaveLength(10);
  for (const { series } of charts)
    for (const { values } of series) expect(values.length).toBeLessThanOrEqual(300);
  const delay = charts.find(({ id }) => id === 'delay')?.series[0]?.values ?? [];
  expect(Math.max(...delay.map((value) => value ?? 0))).toBe(9880);
});

it('has distributions that add up to all calls', () => {
  for (const { bars } of chartData(exampleResult()).calls) {
    expect(bars?.shares.reduce((sum, value) => sum + value, 0)).toBeCloseTo(100, 0);
  }
});

it.each(themes())('is readable in $theme', ({ colours }) => {
  const texts = ['text', 'muted', 'accent', 'good', 'bad', 'warn'];
  for (const name of texts) {
    for (const ground of ['page', 'surface']) {
      expect(contrast(colours, name, ground), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  }
  const verdicts = { pass: 'good', fail: 'bad', invalid: 'warn' };
  for (const [verdict, sign] of Object.entries(verdicts)) {
    for (const name of ['text', 'warn', sign]) {
      const ratio = contrast(colours, name, `${verdict}-surface`);
      expect(ratio, `${name} on ${verdict}`).toBeGreaterThanOrEqual(4.5);
    }
  }
  const lines = ['mark', ...Array.from({ length: 10 }, (_, index) => `series-${index + 1}`)];
  for (const name of lines) expect(contrast(colours, name, 'surface'), name).toBeGreaterThanOrEqual(3);
});

function empty(result: Result): Result {
  const { aggregate } = result;
  return { ...result, thresholds: [], aggregate: { ...aggregate, calls: [], journeys: [] } };
}

type Colours = Readonly<Record<string, string>>;

/** Reads the colours of both themes from the style sheet. */
function themes(): { theme: string; colours: Colours }[] {
  const [light = '', dark = ''] = style.split('@media (prefers-color-scheme: dark)');
  const read = (text: string): Colours =>
    Object.fromEntries(
      [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]),
    );
  return [
    { theme: 'light', colours: read(light) },
    { theme: 'dark', colours: read(dark) },
  ];
}

/** Contrast of two colours by WCAG 2: 1 to 21. */
function contrast(colours: Colours, first: string, second: string): number {
  const [a, b] = [luminance(colours[first]), luminance(colours[second])];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(hex = ''): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
