import { expect, it, onTestFinished } from 'vitest';
import { loadline, resultIn } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { startSink } from './harness/sink-server';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

interface Point {
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
  readonly count?: string;
  readonly asInt?: string;
}

interface Metric {
  readonly name: string;
  readonly exponentialHistogram?: { readonly dataPoints: readonly Point[] };
  readonly gauge?: { readonly dataPoints: readonly Point[] };
}

const TOKEN = 'token-of-grafana';
const attribute = ({ attributes }: Point, name: string) =>
  attributes.find(({ key }) => key === name)?.value.stringValue;

it('Grafana gets start, stop and verdict as annotations; OTLP exponential histograms and the old gauges, whose counts are those of the report', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  // Answers as Grafana does: it checks the token first, then whether the annotation has a text.
  const grafana = await startSink(({ headers, body }) => {
    if (headers.authorization !== `Bearer ${TOKEN}`)
      return { status: 401, body: '{"message":"Unauthorized"}' };
    const { text = '' } = JSON.parse(body.toString());
    if (text === '') return { status: 400, body: '{"message":"Failed to save annotation"}' };
    return { body: '{"message":"Annotation added","id":1}' };
  });
  const otel = await startSink();
  onTestFinished(() => Promise.all([grafana.close(), otel.close()]).then(() => undefined));
  const set = (path: string) => ['--set', `environment.listeners.${path}`];
  const { code, output } = await loadline(
    cwd,
    [
      ...['run', 'vacancies-smoke', '--run-id', 'marked'],
      ...set('graphs.kind=grafana'),
      ...set(`graphs.url=${grafana.url}`),
      ...set('graphs.token=GRAFANA_TOKEN'),
      ...set('metrics.kind=otel'),
      ...set(`metrics.url=${otel.url}`),
      ...set('metrics.histograms=exponential'),
      ...set('metrics.names=old'),
      ...set('metrics.final=true'),
    ],
    { ...variablesFor(service), USERS: '6', DURATION: '2s', EVERY: '1s', GRAFANA_TOKEN: TOKEN },
  );
  expect(code, output).toBe(0);
  const [check, ...annotations] = grafana.calls.map(({ path, headers, body }) => {
    expect([path, headers['content-encoding']]).toEqual(['/api/annotations', 'identity']);
    return JSON.parse(body.toString()) as { time: number; tags: string[]; text: string };
  });
  expect(check).toEqual({});
  expect(annotations.map(({ tags }) => tags[1])).toEqual(['start', 'stop', 'verdict']);
  expect(annotations[2]?.tags).toEqual([
    ...['loadline', 'verdict', 'run:marked', 'test:vacancies-smoke', 'environment:local', 'pass'],
  ]);
  expect(annotations[2]?.text).toContain('load test pass: vacancies-smoke on local');
  expect(output).not.toContain(TOKEN);

  const metrics = otel.calls.flatMap(({ body }) => {
    const { resourceMetrics } = JSON.parse(body.toString());
    const last = resourceMetrics.at(-1);
    return (last?.scopeMetrics[0].metrics ?? []) as Metric[];
  });
  const { calls } = (await resultIn(cwd, 'marked')).aggregate;
  const load = calls.filter(({ phase }) => phase === 'load');
  const lastOf = (points: readonly Point[], call: string, name: string) =>
    points.findLast((point) => attribute(point, name) === call);
  const named = (name: string) => metrics.filter((metric) => metric.name === name);
  const durations = named('rpc.client.call.duration').flatMap(
    ({ exponentialHistogram: of }) => of?.dataPoints ?? [],
  );
  const totals = named('locust.total').flatMap(({ gauge }) => gauge?.dataPoints ?? []);
  const ofLoad = durations.filter((point) => attribute(point, 'loadline.phase') === 'load');
  for (const { call, count } of load) {
    expect(lastOf(ofLoad, call, 'loadline.call')?.count, call).toBe(String(count));
    expect(lastOf(totals, call, 'request_name')?.asInt, call).toBe(String(count));
  }
});
