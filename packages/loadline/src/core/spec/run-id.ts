import { shortened } from '../text/layout';
/** A name for a run that no other run has: the time to the second, in UTC, and four random characters. */
export function newRunId(at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const random = Math.floor(Math.random() * 36 ** 4);
  return `${stamp}-${random.toString(36).padStart(4, '0')}`;
}

const LONGEST = 100;

/**
 * Why a text is no run id: it names a folder and marks records. None begins with a dot, so none is `.` or `..`.
 * @returns undefined when it is one
 */
export function runIdProblem(id: string): string | undefined {
  if (/^\w[\w.-]*$/.test(id) && id.length <= LONGEST) return undefined;
  return `is "${shortened(id, LONGEST)}": write up to ${LONGEST} letters, digits, dots and dashes, first a letter or a digit, as it names a folder and marks records`;
}
