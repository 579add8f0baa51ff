import { expect, it } from 'vitest';
import { runnerArguments } from './operator-runner';

const RUN = JSON.stringify(['vacancies-load', '--run-id', 'a', '--collector', 'http://c:8080']);

/** As pkg/resources/jobs/runner.go of the k6-operator v1.6.0 writes it. */
const command = (segment: readonly string[]) => [
  'run',
  '--quiet',
  ...segment,
  '--no-usage-report',
  '/opt/loadline/dist/vacancies.js',
  '--address=0.0.0.0:6565',
  '--paused',
  ...['--tag', 'instance_id=2', '--tag', 'testrun_name=loadline-a'],
];

it('takes number, count and address from the command line of a runner', () => {
  const segment = ['--execution-segment=1/3:2/3', '--execution-segment-sequence=0,1/3,2/3,1'];
  expect(runnerArguments(command(segment), RUN)).toEqual([
    ...['vacancies-load', '--run-id', 'a', '--collector', 'http://c:8080'],
    ...['--instance', '2/3', '--api', '0.0.0.0:6565'],
  ]);
});

it('a single runner has no segment', () => {
  const alone = command([]).map((word) => word.replace('instance_id=2', 'instance_id=1'));
  expect(runnerArguments(alone, RUN)).toContain('1/1');
});

it.each([
  ['LOADLINE_RUN: is not set', command([]), undefined],
  ['--tag instance_id: is not given', ['run', 'script.js'], RUN],
])('%s', (message, given, run) => {
  expect(() => runnerArguments(given, run)).toThrow(message);
});
