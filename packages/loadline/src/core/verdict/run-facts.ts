import type { JourneyWork } from '../spec/run-spec';
import { counted } from '../text/counted';
import { showSeconds } from '../text/numbers';
import type { ObservedThreshold, Threshold } from '../thresholds/threshold';
import type { InstanceEnd } from './instance-end';
import { isInterruption, stopOf } from './stopped';

/** Records of a run besides its figures. The judge reads them and infers none of this from figures. */
export interface RunFacts {
  /** How each instance ended, when that was recorded. */
  readonly ends?: readonly InstanceEnd[];
  /** Who or what stopped the load, and when, for people. Absent when the start of the load is unknown. */
  readonly stoppedText?: string;
  /** Calls and metrics of each journey. */
  readonly journeys?: readonly JourneyWork[];
  /** Further reasons why the run cannot be judged: an instance is missing, figures contradict each other. */
  readonly doubts?: readonly string[];
  /** Names of the log files of the instances, in the order of their numbers. Empty under k6 alone. */
  readonly logs?: readonly string[];
  /** Thresholds on observed series. The judge adds their results to those of the suite. */
  readonly observed?: readonly ObservedThreshold[];
  /** Whether k6 alone did not get a threshold, because the planned iterations give too few samples for it. */
  readonly isLeftOut?: (threshold: Threshold) => boolean;
}

/** How the run ended, from the records of its instances. */
export interface RecordedEnd {
  /** A signal ended the run. */
  readonly isInterrupted: boolean;
  /** One of the instances broke, so its part of the load is missing. */
  readonly isCut: boolean;
  /** A threshold with `abort` ended the run: missing iterations do not make it invalid. */
  readonly isAborted: boolean;
  /** Reasons why the run is invalid, the most causal first. */
  readonly invalid: readonly string[];
  /** Reasons why the run fails. */
  readonly failed: readonly string[];
}

/**
 * Combines the records of how the instances of a run ended.
 * @param hasBegun whether an iteration started, so that set-up had come to its end; undefined when nobody knows
 */
export function recordedEnd(
  { ends = [], stoppedText, logs = [] }: RunFacts,
  hasBegun?: boolean,
): RecordedEnd {
  const interrupted = ends.filter((end) => isInterruption(stopOf(end)));
  const aborted = ends.filter(({ stopped }) => stopped?.by === 'threshold');
  const setUpErrors = ends.flatMap(({ setupError }) => setupError ?? []);
  return {
    isInterrupted: interrupted.length > 0,
    isCut: ends.some((end) => brokenMachine(end).length > 0),
    isAborted: aborted.length > 0,
    invalid: [
      ...distinct(setUpErrors.map((error) => endedBy(error, hasBegun))),
      ...interrupted.slice(0, 1).map((end) => interruption(end, stoppedText)),
      ...ends.flatMap(brokenMachine),
      ...ends.flatMap((end) => uncaught(end, logs)),
    ],
    failed: aborted.slice(0, 1).map((end) => abortion(end, stoppedText)),
  };
}

/** k6 has the same exit codes for an error that ends set-up, the load or the clean-up. */
function endedBy(error: string, hasBegun: boolean | undefined): string {
  const aborted = /^test aborted: ([\s\S]*)$/.exec(error)?.[1];
  if (aborted !== undefined && hasBegun !== false) return `the script aborted the run: ${aborted}`;
  return hasBegun ? `an error ended the run after its load had begun: ${error}` : `set-up failed: ${error}`;
}

function interruption(end: InstanceEnd, words?: string): string {
  if (words !== undefined) return `the run was ${words}: run again to the end`;
  return `the run was interrupted by ${end.stopped?.by ?? 'SIGINT'} ${after(end)}: run again to the end`;
}

function abortion(end: InstanceEnd, words?: string): string {
  if (words !== undefined) return `the run was ${words}`;
  const which = end.stopped?.detail === undefined ? '' : ` (${end.stopped.detail})`;
  return `a threshold with "abort" stopped the run ${after(end)}${which}`;
}

/** Describes an end that nobody asked for. */
function brokenMachine({ instance, killedBy, stopped }: InstanceEnd): string[] {
  const detail = stopped?.detail === undefined ? '' : `: ${stopped.detail}`;
  if (killedBy !== undefined) return [`k6 of instance ${instance} was killed by ${killedBy}: run again`];
  if (stopped?.by === 'disk_full')
    return [`the disk of instance ${instance} is full${detail}: free some space, run again`];
  if (stopped?.by === 'supervisor_lost')
    return [`instance ${instance} was stopped because loadline itself had ended: run again`];
  if (stopped?.by === 'error') return [`instance ${instance} was stopped by an error${detail}: run again`];
  return [];
}

function uncaught({ uncaught: errors, instance }: InstanceEnd, logs: readonly string[]): string[] {
  if (!errors || errors.count === 0) return [];
  const log = logs[instance - 1];
  const where = log === undefined ? '' : `see ${log} in the folder of the run, `;
  const first = errors.first === undefined ? '' : ` (${errors.first})`;
  return [
    `${counted(errors.count, 'script error')} that no iteration caught${first}: ${where}mend the script, run again`,
  ];
}

/** Warnings about outputs of `--k6-out` that did not take everything. They change no figure of the run. */
export function outputWarnings(ends: readonly InstanceEnd[]): string[] {
  return ends.flatMap(({ outputErrors: errors, instance }) =>
    errors
      ? [
          `an output of k6 reported ${counted(errors.count, 'error')} in instance ${instance} (${errors.first}): what it shows of this run is not whole`,
        ]
      : [],
  );
}

function after({ startedAtMs, stopped, endedAtMs }: InstanceEnd): string {
  const ms = Math.max(0, (stopped?.atMs ?? endedAtMs) - startedAtMs);
  return `${showSeconds(ms)} after its start`;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
