import { type Problem, throwProblems } from '../core/text/problem';
import { optionName } from '../plans/option-name';
import type { EventsRequest } from '../run/collector/collect';
import { bundleOf } from '../run/home';
import { inspectBundle } from '../run/inspect-bundle';
import { prepareTest, type TestOptions, testOptionsOf } from './test-options';

/** Options of `loadline collect` for the listeners of the run: a test, and what the instances change in it. */
export interface EventsOptions extends TestOptions {
  readonly events?: string;
}

/**
 * Finds the listeners of a test, for the events of the whole run.
 * @param run id of the run and number of its instances
 * @returns undefined without `--events`
 * @throws {ConfigurationError} with all problems of the options and the test
 */
export function eventsOf(
  { events: name, ...options }: EventsOptions,
  run: { readonly runId: string; readonly instances: number },
): EventsRequest | undefined {
  const changes = testOptionsOf(options);
  if (name === undefined) {
    const { set, ...others } = changes;
    throwProblems([...Object.keys(others), ...(set.length > 0 ? ['set'] : [])].map(withoutEvents));
    return undefined;
  }
  const { test, variables, files } = prepareTest(name, changes);
  const whole = { ...variables, RUN_ID: run.runId, OUT: undefined, INSTANCE: undefined };
  const INSTANCES = run.instances > 1 ? String(run.instances) : undefined;
  const { spec } = inspectBundle(bundleOf(test.suite), { ...whole, INSTANCES }, files);
  const { listeners, description, environment } = test;
  return {
    telemetry: { listeners, description, environment },
    spec: { ...spec, test: test.name },
    variables,
  };
}

function withoutEvents(option: string): Problem {
  const message = 'has no effect without --events: leave it out';
  return { code: 'option-without-effect', where: optionName(option), message };
}
