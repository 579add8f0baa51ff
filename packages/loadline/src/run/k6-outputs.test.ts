import { expect, it } from 'vitest';
import type { Problem } from '../core/text/problem';
import { outputArguments, outputSecrets, outputSettings, readK6Outputs } from './k6-outputs';

function problemsOf(text: string, instances = 1): Problem[] {
  const problems: Problem[] = [];
  readK6Outputs([text], instances, problems);
  return problems;
}

it.each([
  ['csv=mine.csv', 'samples-<i>.csv.gz'],
  ['CSV', 'samples-<i>.csv.gz'],
  ['cloud', 'loadline cloud'],
  ['web-dashboard', '--dashboard'],
  ['=x', 'is no output of k6'],
  ['influxdb=http://me:hush-hush@127.0.0.1:8086/db', 'K6_INFLUXDB_PASSWORD'],
  ['experimental-prometheus-rw=https://h/write?api_key=hush-hush', 'K6_PROMETHEUS_RW_PASSWORD'],
])('refuses %s and prints no secret', (text, words) => {
  const [problem] = problemsOf(text);
  expect(problem?.message).toContain(words);
  expect(JSON.stringify(problem)).not.toContain('hush-hush');
});

it('gives each instance a file of its own', () => {
  expect(problemsOf('json=all.json')).toEqual([]);
  expect(problemsOf('json=all.json', 3)[0]?.message).toContain('json=samples-{instance}.json');
  const outputs = readK6Outputs(['json=a-{instance}.json', 'statsd'], 3, []);
  expect(outputArguments(outputs, 2)).toEqual(['--out', 'json=a-2.json', '--out', 'statsd']);
});

it('passes on the variables of these outputs only, and knows which are secret', () => {
  const outputs = readK6Outputs(['opentelemetry', 'xk6-mine'], 1, []);
  const settings = outputSettings(outputs, {
    K6_OTEL_HEADERS: 'Authorization=Bearer hush-hush',
    K6_XK6_MINE_ADDR: '127.0.0.1:1',
    K6_INFLUXDB_ADDR: 'http://127.0.0.1:8086',
    K6_VUS: '9',
  });
  expect(Object.keys(settings)).toEqual(['K6_OTEL_HEADERS', 'K6_XK6_MINE_ADDR']);
  expect(outputSecrets(settings)).toContain('hush-hush');
});
