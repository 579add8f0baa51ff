import type { JourneyWork } from '../spec/run-spec';
import { counted } from '../text/counted';
import { showSeconds } from '../text/numbers';
import type { Threshold } from '../thresholds/threshold';
import type { InstanceEnd } from './instance-end';
import { isInterruption, stopOf } from './stopped';

/** What is on record about a run besides its figures. The judge reads it; nothing of it is guessed from figures. */
export interface RunFacts {
  /** How each instance ended, where that was recorded. */
  readonly ends?: readonly InstanceEnd[];
  /** Who or what stopped the load, and when, in words, where the start of the load is known. */
  readonly stoppedText?: string;
  /** What each journey does. */
  readonly journeys?: readonly JourneyWork[];
  /** Further reasons why the run cannot be judged: an instance is missing, figures contradict each other. */
  readonly doubts?: readonly string[];
  /** Names of the files that hold what each instance wrote, in the order of their numbers; none under k6 alone. */
  readonly logs?: readonly string[];
  /** Thresholds that k6 alone did not get, as the planned iterations do not reach their samples. */
  readonly isLeftOut?: (threshold: Threshold) => boolean;
}

/** What the records of the instances say of how the run ended. */
export interface RecordedEnd {
  /** A signal ended it. */
  readonly isInterrupted: boolean;
  /** One of its instances broke: what it would have done is missing. */
  readonly isCut: boolean;
  /** A threshold with `abort` ended it: missing iterations are then no fault of the run. */
  readonly isAborted: boolean;
  /** What cannot be judged by it, the most causal first. */
  readonly invalid: readonly string[];
  /** What is the system's fault by it. */
  readonly failed: readonly string[];
}

/** Reads the records of how the instances of a run ended. */
export function recordedEnd({ ends = [], stoppedText, logs = [] }: RunFacts): RecordedEnd {
  const interrupted = ends.filter((end) => isInterruption(stopOf(end)));
  const aborted = ends.filter(({ stopped }) => stopped?.by === 'threshold');
  const setUpErrors = ends.flatMap(({ setupError }) => setupError ?? []);
  return {
    isInterrupted: interrupted.length > 0,
    isCut: ends.some((end) => brokenMachine(end).length > 0),
    isAborted: aborted.length > 0,
    invalid: [
      ...distinct(setUpErrors.map((error) => `set-up failed: ${error}`)),
      ...interrupted.slice(0, 1).map((end) => interruption(end, stoppedText)),
      ...ends.flatMap(brokenMachine),
      ...ends.flatMap((end) => uncaught(end, logs)),
    ],
    failed: aborted.slice(0, 1).map((end) => abortion(end, stoppedText)),
  };
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

/** Nobody asked for this end. */
function brokenMachine({ instance, killedBy, stopped }: InstanceEnd): string[] {
  const detail = stopped?.detail === undefined ? '' : `: ${stopped.detail}`;
  if (killedBy !== undefined) return [`k6 of instance ${instance} was killed by ${killedBy}: run again`];
  if (stopped?.by === 'disk_full')
    return [`the disk of instance ${instance} is full${detail}: free some space, run again`];
  if (stopped?.by === 'supervisor_lost')
    return [`instance ${instance} was stopped, as loadline itself had ended: run again`];
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

function after({ startedAtMs, stopped, endedAtMs }: InstanceEnd): string {
  const ms = Math.max(0, (stopped?.atMs ?? endedAtMs) - startedAtMs);
  return `${showSeconds(ms)} after its start`;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
