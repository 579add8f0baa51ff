import type { FailureExample } from '../figures/failure-line';

/** Version of the format of `end-<i>.json`. */
export const INSTANCE_END_VERSION = 1;

/** What ended a load before its planned end: a signal to loadline or to k6, a threshold with `abort`, or a broken machine. */
export type StopCause = (typeof STOP_CAUSES)[number];

/** All of them. */
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
 * How the k6 process of one instance ended. It is a record, written when the event happens: the judge reads it and never
 * guesses it from figures.
 */
export interface InstanceEnd {
  readonly version: typeof INSTANCE_END_VERSION;
  /** From 1. */
  readonly instance: number;
  /** The run that it belongs to; absent in what k6 alone knows of its own end, which is in no file. */
  readonly runId?: string;
  /** When the process was started and when it ended, in ms since the epoch. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** k6's exit code; absent when a signal killed it. */
  readonly exitCode?: number;
  /** The signal that killed k6, such as `SIGKILL`; absent when it exited by itself. */
  readonly killedBy?: string;
  /** What ended the load before its planned end; absent when nothing did. */
  readonly stopped?: {
    readonly by: StopCause;
    /** When, in ms since the epoch. */
    readonly atMs: number;
    /** In words: the id of the threshold, the error of the disk. */
    readonly detail?: string;
  };
  /** Errors that k6 wrote to its log outside `console`: exceptions that no iteration caught. Absent when the log was not read. */
  readonly uncaught?: {
    readonly count: number;
    /** The first one, at most 500 characters, with secrets masked. */
    readonly first?: string;
  };
  /** One example of each failure of a call or a journey, by cause; absent when there is none. */
  readonly examples?: readonly FailureExample[];
  /** The error that ended set-up, when it failed; masked. */
  readonly setupError?: string;
}
