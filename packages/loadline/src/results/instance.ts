import { ConfigurationError } from '../core/text/problem';
import type { InstanceEnd } from '../core/verdict/instance-end';
import type { Result } from '../core/verdict/result';
import { readInstanceEnd } from './instance-end-file';
import { readK6Result } from './k6-result-file';

/** One k6 process of a run, by the files that it left beside its samples. */
export interface Instance {
  readonly number: number;
  readonly folder: string;
  /** k6's own figures. Absent when k6 was killed or keeps none. */
  readonly k6?: Result;
  /** How the process ended. Absent when loadline itself ended before k6 did, or when the record was refused. */
  readonly end?: InstanceEnd;
  /**
   * Added to a time of this instance, it gives the time on the common clock, in ms. Absent: the difference is unknown.
   */
  readonly offsetMs?: number;
  /** Whether a record of its end exists that belongs to something else or cannot be read. */
  readonly hasBadEnd?: boolean;
}

/** What {@link readInstance} has found. */
interface InstanceRead {
  readonly instance: Instance;
  /** Hash of the spec that the instance was started with, by the record of its end. */
  readonly specHash?: string;
  /** Files that do not belong to this instance or were changed since they were written, in words. */
  readonly problems: readonly string[];
}

/**
 * Reads the files that an instance left beside its samples.
 * @param known how it ended, if this process ran it: the record in the folder is then not read
 */
export function readInstance(
  folder: string,
  number: number,
  runId: string,
  known: InstanceEnd | undefined,
): InstanceRead {
  const { k6, problem } = readK6Result(folder, number, runId);
  const read: EndRead = known ? {} : readEnd(folder, number, runId);
  const end = known ?? read.end;
  return {
    instance: {
      number,
      folder,
      ...(k6 && { k6 }),
      ...(end && { end }),
      ...(read.problem && { hasBadEnd: true }),
    },
    ...(read.end && { specHash: read.end.specHash }),
    problems: [problem, read.problem].filter((text) => text !== undefined),
  };
}

interface EndRead {
  readonly end?: ReturnType<typeof readInstanceEnd>;
  readonly problem?: string;
}

function readEnd(folder: string, number: number, runId: string): EndRead {
  try {
    return { end: readInstanceEnd(folder, number, runId) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { problem: error.problems.map(({ where, message }) => `${where} ${message}`).join('; ') };
  }
}
