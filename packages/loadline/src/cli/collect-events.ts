import { type Problem, throwProblems } from '../core/text/problem';
import type { EventsRequest } from '../run/collector/collect';
import { bundleOf } from '../run/home';
import { inspectBundle } from '../run/inspect-bundle';
import { prepareTest } from './test-options';

/** Options of `loadline collect` for the listeners of the run. */
export interface EventsOptions {
  readonly events?: string;
  readonly env?: string;
  readonly set: readonly string[];
}

/**
 * Finds the listeners of a test, for the events of the whole run.
 * @param run id of the run and number of its instances
 * @returns undefined without `--events`
 * @throws {ConfigurationError} with all problems of the options and the test
 */
export function eventsOf(
  { events: name, env, set }: EventsOptions,
  run: { readonly runId: string; readonly instances: number },
): EventsRequest | undefined {
  const useless = [...(env === undefined ? [] : ['--env']), ...(set.length > 0 ? ['--set'] : [])];
  if (name === undefined) {
    throwProblems(useless.map(withoutEvents));
    return undefined;
  }
  const { test, variables, files } = prepareTest(name, { set, ...(env !== undefined && { env }) });
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

function withoutEvents(where: string): Problem {
  return { code: 'option-without-effect', where, message: 'has no effect without --events: leave it out' };
}
