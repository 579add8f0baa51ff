import { didYouMean } from '../text/nearest';
import type { Problem } from '../text/problem';
import type { CompiledThresholds, Subject, Threshold } from './threshold';

/** The names of a suite that thresholds can use. */
export interface SuiteNames {
  readonly calls: readonly string[];
  /** Calls that at least one journey makes. The other calls belong to set-up and clean-up. */
  readonly journeyCalls: readonly string[];
  /** Calls that answer with a stream. */
  readonly streams: readonly string[];
  readonly journeys: readonly string[];
  /** The suite's own metrics: `metrics` hold times, `counts` count. */
  readonly metrics: readonly string[];
  readonly counts: readonly string[];
  readonly profiles: readonly string[];
}

/**
 * Finds journeys without a `fail` threshold on their failures: such a run would pass although all their calls fail.
 * @param where name of the file in problems
 */
export function unboundedJourneys(
  { common }: CompiledThresholds,
  { journeys }: Pick<SuiteNames, 'journeys'>,
  where: string,
): Problem[] {
  const isBounded = (name: string) =>
    common.some(
      ({ level, subject }) =>
        level === 'fail' &&
        subject.of === 'journey' &&
        subject.journey === name &&
        subject.measure === 'failed',
    );
  return journeys
    .filter((name) => !isBounded(name))
    .map(
      (name): Problem => ({
        code: 'threshold-missing',
        where: `${where}: journeys.${name}.failed`,
        message:
          'is missing: write how many iterations may fail, such as "failed": "1%" (a warn alone bounds nothing)',
      }),
    );
}

/**
 * Finds names in a thresholds file that its suite does not have: calls, journeys, metrics, profiles, and stream figures of
 * calls that do not answer with a stream. A metric that counts cannot have a bound.
 * @param where name of the file in problems
 */
export function unknownNames(
  { common, profiles }: CompiledThresholds,
  names: SuiteNames,
  where: string,
): Problem[] {
  const problems = new Map<string, Problem>();
  const wrong = (path: string, message: string) =>
    problems.set(path, { code: 'threshold-name', where: `${where}: ${path}`, message });
  const known = (path: string, kind: string, name: string, valid: readonly string[]) => {
    if (!valid.includes(name)) wrong(path, `there is no ${kind} "${name}": ${didYouMean(name, valid)}`);
  };
  const check = (prefix: string, { subject }: Threshold) => {
    if (subject.of === 'call') {
      const path = `${prefix}calls.${subject.call}`;
      if (!names.calls.includes(subject.call)) known(path, 'call', subject.call, names.journeyCalls);
      if (names.calls.includes(subject.call) && !names.journeyCalls.includes(subject.call))
        wrong(
          path,
          `no journey makes this call, and thresholds bound the load: bound ${oneOf(names.journeyCalls)}`,
        );
    }
    if (subject.of === 'journey')
      known(`${prefix}journeys.${subject.journey}`, 'journey', subject.journey, names.journeys);
    if (subject.of === 'call' && isOfStream(subject.measure) && names.calls.includes(subject.call)) {
      known(`${prefix}calls.${subject.call}.${subject.measure}`, 'stream', subject.call, names.streams);
    }
    if (subject.of === 'metric') {
      const path = `${prefix}metrics.${subject.metric}`;
      if (names.counts.includes(subject.metric)) wrong(path, countMessage(names.metrics));
      else known(path, 'metric', subject.metric, names.metrics);
    }
  };
  for (const threshold of common) check('', threshold);
  for (const [profile, thresholds] of Object.entries(profiles)) {
    known(`profiles.${profile}`, 'profile', profile, names.profiles);
    for (const threshold of thresholds) check(`profiles.${profile}.`, threshold);
  }
  return [...problems.values()];
}

function oneOf(names: readonly string[]): string {
  return names.length === 0 ? 'a journey' : `one of ${names.join(', ')}`;
}

/** Whether the figure exists only for calls that answer with a stream. */
export function isOfStream(measure: Subject['measure']): boolean {
  return measure === 'firstMessage' || measure === 'longestGap' || measure === 'messages';
}

function countMessage(times: readonly string[]): string {
  const instead =
    times.length === 0
      ? 'a journey or a call instead'
      : `a metric that holds times instead, such as ${times.map((name) => `"${name}"`).join(', ')}`;
  return `counts, and a count grows with users and length of the run, so no bound suits it: bound ${instead}`;
}
