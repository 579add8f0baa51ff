import { basename } from 'node:path';
import { overItsLength } from '../core/figures/lasted';
import type { RunSpec } from '../core/spec/run-spec';
import { ConfigurationError } from '../core/text/problem';
import { isReached } from '../core/thresholds/k6-thresholds';
import type { InstanceEnd } from '../core/verdict/instance-end';
import { judge } from '../core/verdict/judge';
import { withOwnWarnings } from '../core/verdict/own-warnings';
import { makeResult, type Result } from '../core/verdict/result';
import type { RunFacts } from '../core/verdict/run-facts';
import { stoppedOf, stoppedText } from '../core/verdict/stopped';
import { endings } from './doubts';
import type { Instance } from './instance';
import { runFiles } from './run-folder';

/**
 * Makes the result of a run without samples from k6's own figures. k6 sends its samples to one place only, and for a
 * local execution of Grafana Cloud k6 that is the cloud. The record of the end adds facts that k6 does not report
 * itself, such as a signal and script errors in its log.
 * @param only the figures that k6 left in the folder of the run, and the record of how it ended
 * @throws {ConfigurationError} when there are no figures, or there is no record of the end
 */
export function judgeK6Figures(spec: RunSpec, only: Pick<Instance, 'k6' | 'end'> | undefined): Result {
  const { k6, end } = only ?? {};
  if (!k6 || !end) {
    const message = 'has no figures of k6, whose samples went to Grafana Cloud k6: run again';
    throw new ConfigurationError([{ code: 'run-unreadable', where: `run ${spec.runId}`, message }]);
  }
  const { thresholds, journeys, loadMs } = spec;
  const { startedAtMs, versions } = k6;
  const stopped = stoppedOf([end], startedAtMs);
  const aggregate = overItsLength(k6.aggregate, [end], startedAtMs);
  const facts: RunFacts = {
    ends: [end],
    journeys,
    logs: [basename(runFiles.log('', end.instance))],
    isLeftOut: (threshold) => !isReached(threshold, spec),
    ...(stopped && { stoppedText: stoppedText(stopped, loadMs) }),
  };
  const first = judge(aggregate, thresholds, { ...facts, doubts: endings(end) });
  const doubts = first.verdict === 'invalid' ? [] : doubtsOf(k6, first.verdict === 'pass', end);
  const judged = doubts.length === 0 ? first : judge(aggregate, thresholds, { ...facts, doubts });
  const uncaught = end.uncaught?.count ?? 0;
  return {
    ...makeResult(
      LOADLINE_VERSION,
      spec,
      { ...(startedAtMs !== undefined && { startedAtMs }), ...(versions && { versions }) },
      aggregate,
      withOwnWarnings(judged, spec, aggregate),
    ),
    ...(uncaught > 0 && { uncaughtErrors: uncaught }),
    ...(stopped && { stopped }),
  };
}

/**
 * Why the figures cannot be judged: the bundle's reasons from k6's summary, or an exit code that contradicts a pass.
 */
function doubtsOf(k6: Result, passes: boolean, { exitCode = 0 }: InstanceEnd): readonly string[] {
  if (k6.verdict === 'invalid') return k6.reasons;
  return passes && exitCode !== 0
    ? [`the figures say pass, but k6 ended with ${exitCode}: the run cannot be judged`]
    : [];
}
