import type { InstanceEnd, StopCause } from './instance-end';

/** What ended the load of a run before its planned end. */
export interface Stopped {
  readonly by: StopCause;
  /** After the start of the load, in ms; absent when the load had not begun. */
  readonly afterMs?: number;
  /** In words: the id of the threshold, the error of the disk. */
  readonly detail?: string;
}

const SIGNALS: readonly StopCause[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** k6's exit code when it was told to stop. */
const STOPPED = 105;

/** What stopped a run that was stopped, by the records of its instances: the earliest of them. */
export function stoppedOf(ends: readonly InstanceEnd[], beganAtMs: number | undefined): Stopped | undefined {
  const stops = ends.flatMap((end) => {
    const { stopped, exitCode, endedAtMs } = end;
    if (stopped) return [stopped];
    return exitCode === STOPPED ? [{ by: 'SIGINT', atMs: endedAtMs } as const] : [];
  });
  const [first] = stops.toSorted((a, b) => a.atMs - b.atMs);
  if (!first) return undefined;
  const { by, atMs, detail } = first;
  return {
    by,
    ...(beganAtMs !== undefined && { afterMs: Math.max(0, Math.round(atMs - beganAtMs)) }),
    ...(detail !== undefined && { detail }),
  };
}

/** Whether somebody interrupted the run: such a run is invalid, whatever its figures say. */
export function isInterruption(stopped: Pick<Stopped, 'by'> | undefined): boolean {
  return stopped !== undefined && SIGNALS.includes(stopped.by);
}

/** Who or what stopped a run, and when, in words: `interrupted by SIGTERM after 8.6 of 60 s of load`. */
export function stoppedText({ by, afterMs, detail }: Stopped, loadMs: number): string {
  const words: Record<StopCause, string> = {
    SIGINT: 'interrupted by Ctrl-C or SIGINT',
    SIGTERM: 'interrupted by SIGTERM',
    SIGHUP: 'interrupted by SIGHUP (its terminal was closed)',
    threshold: 'stopped by a threshold with "abort"',
    killed: 'ended by a k6 that was killed',
    disk_full: 'stopped, as the disk is full',
    supervisor_lost: 'stopped, as loadline itself had ended',
    error: 'stopped by an error',
  };
  const what = `${words[by]}${detail === undefined ? '' : ` (${detail})`}`;
  return `${what} ${whenText(afterMs, loadMs)}`;
}

function whenText(afterMs: number | undefined, loadMs: number): string {
  if (afterMs === undefined) return 'before the load began';
  if (afterMs >= loadMs) return `${seconds(afterMs - loadMs)} s after the end of the load`;
  return `after ${seconds(afterMs)} of ${seconds(loadMs)} s of load`;
}

function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(1));
}
