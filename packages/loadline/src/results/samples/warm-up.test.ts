import { expect, it } from 'vitest';
import { exampleJourney, exampleSpec } from '../../../../../tests/harness/example-spec';
import { METRIC } from '../../core/names';
import { SampleAggregator } from './sample-aggregator';

const SPEC = exampleSpec({
  warmUpMs: 5_000,
  journeys: [exampleJourney('crud', 1)],
  calls: [{ call: 'Get', phase: 'load', isStream: false, protocol: 'grpc' }],
});

it('samples of the warm-up are counted apart and are in no figure; a script error is one also there', () => {
  const all = new SampleAggregator(SPEC);
  const one = all.instance();
  const add = (metric: string, tags: Readonly<Record<string, string>>, us: number, value: number) =>
    one.resolve(metric, tags)?.(us, value);
  const warm = { scenario: 'warmUp' };
  for (let user = 0; user < 3; user++) add(METRIC.warmUpStarted, warm, 1e6, 1);
  add(METRIC.warmUpFailed, warm, 2e6, 0);
  add(METRIC.warmUpFailed, { ...warm, cause: 'tls' }, 2e6, 1);
  for (const metric of ['data_received', 'http_reqs', 'iterations', METRIC.dropped, METRIC.callDuration])
    add(metric, { ...warm, call: 'Get', name: 'http://127.0.0.1/' }, 2e6, 100);
  add(METRIC.scriptErrors, warm, 2e6, 1);
  const crud = { scenario: 'crud', journey: 'crud' };
  add(METRIC.scheduleDelay, crud, 6e6, 0);
  add(METRIC.journeyFailed, crud, 6.5e6, 0);
  const { warmUp, bytesReceived, journeys, calls, seconds, scriptErrors } = all.aggregate();
  expect(warmUp).toEqual({ started: 3, ended: 2, failed: 1, cause: 'tls' });
  expect({ bytesReceived, scriptErrors }).toEqual({ bytesReceived: 0, scriptErrors: 1 });
  expect(journeys[0]).toMatchObject({ started: 1, done: 1, dropped: 0 });
  expect(calls).toMatchObject([{ call: 'Get', count: 0 }]);
  expect(seconds?.[0]).toMatchObject({ started: 1 });
  expect(one.beside()).toMatchObject({ requests: 0 });
});
