import type { FailureExample } from '../figures/failure-line';

/** Version of the format of `end-<i>.json`. */
export const INSTANCE_END_VERSION = 1;

/** What ended a load before its planned end: a signal to loadline or to k6, a threshold with `abort`, or a broken machine. */
export type StopCause = (typeof STOP_CAUSES)[number];

/** All causes of a {@link StopCause}. */
export const STOP_CAUSES = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'threshold',
  'killed',
  'disk_full',
  'supervisor_lost',
  'error',
] as const;

/**
 * How the k6 process of one instance ended. This is a record, written when the event happens: the judge reads it and never
 * infers it from figures.
 */
export interface InstanceEnd {
  readonly version: typeof INSTANCE_END_VERSION;
  /** Number of the instance, from 1. */
  readonly instance: number;
  /** ID of the run. Absent when k6 alone describes its own end, which it writes to no file. */
  readonly runId?: string;
  /** When the process started and when it ended, in ms since the epoch. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** k6's exit code. Absent when a signal killed it. */
  readonly exitCode?: number;
  /** The signal that killed k6, such as `SIGKILL`. Absent when k6 exited by itself. */
  readonly killedBy?: string;
  /** What ended the load before its planned end. Absent when nothing did. */
  readonly stopped?: {
    readonly by: StopCause;
    /** Time of the stop, in ms since the epoch. */
    readonly atMs: number;
    /** Details for people: the id of the threshold, the error of the disk. */
    readonly detail?: string;
  };
  /**
   * Errors in k6's log that do not come from `console`: exceptions that no iteration caught. Absent when the log was not
   * read.
   */
  readonly uncaught?: {
    readonly count: number;
    /** The first one, at most 500 characters, with secrets masked. */
    readonly first?: string;
  };
  /** Errors of the outputs of `--k6-out`. They change no figure of the run. Absent when there are none. */
  readonly outputErrors?: {
    readonly count: number;
    /** The first one, at most 500 characters, with secrets masked. */
    readonly first: string;
  };
  /** One example of the failures of each call or journey with each cause. Absent when there is none. */
  readonly examples?: readonly FailureExample[];
  /** The error that ended set-up, with secrets masked. Absent when set-up did not fail. */
  readonly setupError?: string;
  /** Number of samples that k6 wrote. Absent when loadline ended before it had read all of them. */
  readonly samples?: number;
  /** Difference between the clocks of the `collect` server and this machine. Absent without such a server. */
  readonly clock?: ClockOffset;
  /** Reasons of the `collect` server why the run cannot be judged. Absent when it has none. */
  readonly doubts?: readonly string[];
}

/** `offsetMs`: how far another clock is ahead of this one, in ms. `withinMs`: the error of that measurement. */
export interface ClockOffset {
  readonly offsetMs: number;
  readonly withinMs: number;
}
