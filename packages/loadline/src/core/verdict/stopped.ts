import type { RunSpec } from '../spec/run-spec';
import { warmUpText } from '../spec/warm-up';
import type { InstanceEnd, StopCause } from './instance-end';

/** What ended the load of a run before its planned end. */
export interface Stopped {
  readonly by: StopCause;
  /** Time after the start of the load, in ms. Absent when the load had not begun. */
  readonly afterMs?: number;
  /** Details for people: the id of the threshold, the error of the disk. */
  readonly detail?: string;
}

const SIGNALS: readonly StopCause[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** k6's exit code after a signal. */
export const STOPPED = 105;

/** Returns what ended one k6 before its planned end. @returns undefined when nothing did */
export function stopOf({
  stopped,
  exitCode,
  endedAtMs,
}: Pick<InstanceEnd, 'stopped' | 'exitCode' | 'endedAtMs'>): InstanceEnd['stopped'] {
  return stopped ?? (exitCode === STOPPED ? { by: 'SIGINT', atMs: endedAtMs } : undefined);
}

/**
 * Returns what stopped a run, from the records of its instances: an interruption, if there is one, else the earliest stop.
 * When k6 of one instance is killed, the other instances go on, so the run was not stopped.
 */
export function stoppedOf(ends: readonly InstanceEnd[], beganAtMs: number | undefined): Stopped | undefined {
  const stops = ends.flatMap((end) => stopOf(end) ?? []);
  if (stops.length < ends.length && stops.every(({ by }) => by === 'killed')) return undefined;
  const inTime = stops.toSorted((a, b) => a.atMs - b.atMs);
  const first = inTime.find(isInterruption) ?? inTime[0];
  if (!first) return undefined;
  const { by, atMs, detail } = first;
  // With a warm-up, set-up already names the time at which the load begins.
  const hasBegun = beganAtMs !== undefined && atMs >= beganAtMs;
  return {
    by,
    ...(hasBegun && { afterMs: Math.round(atMs - beganAtMs) }),
    ...(detail !== undefined && { detail }),
  };
}

/** Whether a signal interrupted the run: such a run is invalid, whatever its figures say. */
export function isInterruption(stopped: Pick<Stopped, 'by'> | undefined): boolean {
  return stopped !== undefined && SIGNALS.includes(stopped.by);
}

/** Says who or what stopped a run, and when: `interrupted by SIGTERM after 8.6 of 60 s of load`. */
export function stoppedText(stopped: Stopped, loadMs: number): string {
  const { afterMs } = stopped;
  const who = whoText(stopped);
  // When the samples of a run are lost, nobody knows whether its load had begun.
  if (afterMs === undefined) return isBroken(stopped) ? who : `${who} before the load began`;
  if (afterMs >= loadMs) return `${who} ${seconds(afterMs - loadMs)} s after the end of the load`;
  return `${who} after ${seconds(afterMs)} of ${seconds(loadMs)} s of load`;
}

/** Whether a run was stopped before the planned end of its load. Its figures are those of a part of the load. */
export function isCutShort(stopped: Stopped | undefined, loadMs: number): stopped is Stopped {
  return stopped !== undefined && (stopped.afterMs === undefined || stopped.afterMs < loadMs);
}

/**
 * Describes the load of a run: `60 s of load after a warm-up of 10 s`, `8.6 s of the planned 60 s of load, interrupted by SIGTERM`.
 * @param hasBegun whether an iteration started
 * @param show writes a length in ms
 */
export function loadText(
  spec: Pick<RunSpec, 'loadMs' | 'warmUpMs'>,
  stopped: Stopped | undefined,
  hasBegun: boolean,
  show: (ms: number) => string,
): string {
  const { loadMs } = spec;
  const who = stopped ? `, ${whoText(stopped)}` : '';
  if (!hasBegun)
    return `${isBroken(stopped) ? 'nothing measured' : 'none'} of the planned ${show(loadMs)} of load${who}`;
  const ranMs = ranFor(loadMs, stopped);
  const ran = ranMs < loadMs ? `${show(ranMs)} of the planned ${show(loadMs)}` : show(loadMs);
  return `${ran} of load${warmUpText(spec, show)}${who}`;
}

/** Whether the cause that ended a run may also have lost its samples. */
function isBroken(stopped: Stopped | undefined): boolean {
  return stopped !== undefined && stopped.by !== 'threshold' && !isInterruption(stopped);
}

/** Text in place of a missing breaking point of a load in steps. For a run that was cut, it is unknown. */
export function noBreakingPoint({ stopped, incomplete = [] }: CutRun): string {
  if (isInterruption(stopped)) return 'unknown, because the run was interrupted';
  return isBroken(stopped) || incomplete.length > 0
    ? 'unknown, because the run did not come to its end'
    : 'none, every step held';
}

/** The facts that show whether a run was cut. */
interface CutRun {
  readonly stopped?: Stopped;
  /** Descriptions of missing parts of the run. */
  readonly incomplete?: readonly string[];
}

/** Length of the load in ms: as planned, or up to the stop. */
function ranFor(loadMs: number, stopped: Stopped | undefined): number {
  return Math.min(loadMs, Math.max(1, stopped?.afterMs ?? loadMs));
}

/** Says who or what stopped a run. */
export function whoText({ by, detail }: Pick<Stopped, 'by' | 'detail'>): string {
  const words: Record<StopCause, string> = {
    SIGINT: 'interrupted by Ctrl-C or SIGINT',
    SIGTERM: 'interrupted by SIGTERM',
    SIGHUP: 'interrupted by SIGHUP (its terminal was closed)',
    threshold: 'stopped by a threshold with "abort"',
    killed: 'ended by the death of k6',
    disk_full: 'stopped because the disk is full',
    supervisor_lost: 'stopped because loadline itself had ended',
    error: 'stopped by an error',
  };
  return detail === undefined ? words[by] : `${words[by]} (${detail})`;
}

function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(1));
}
