import { compileThresholds } from '../../packages/loadline/src/core/thresholds/compile-thresholds';
import {
  type Threshold,
  type ThresholdEntry,
  type ThresholdsFile,
  thresholdsUnder,
} from '../../packages/loadline/src/core/thresholds/threshold';

/** Makes the thresholds of an example: some for each call, one for a journey and some for the run. */
export function exampleThresholds(names: readonly string[]): Threshold[] {
  const calls = names.map((name): [string, ThresholdEntry] => [
    name,
    {
      p95: name === 'GetVacancy' ? '120ms' : '500ms',
      p99: '1s',
      failed: { warn: '0.1%', fail: '2%' },
      why:
        name === 'GetVacancy'
          ? 'the most frequent read, one record by its key'
          : 'as for creating: the same form',
    },
  ]);
  const file: ThresholdsFile = {
    calls: Object.fromEntries(calls),
    journeys: {
      crud: {
        response: { p95: '2s' },
        failed: '1%',
        why: 'four calls, from the instant the user wanted to start',
      },
    },
    run: { rate: '>= 10/s', why: 'less would not be the load that was asked for' },
  };
  const { thresholds, problems } = compileThresholds(file, 'example thresholds');
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return thresholdsUnder(thresholds, 'step');
}
