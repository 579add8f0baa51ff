import { shortened } from '../text/layout';
/** Makes a unique run ID: the time to the second, in UTC, and four random characters. */
export function newRunId(at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const random = Math.floor(Math.random() * 36 ** 4);
  return `${stamp}-${random.toString(36).padStart(4, '0')}`;
}

const LONGEST = 100;

/**
 * Explains why a text is not a run ID. A run ID names a folder and marks records. It does not begin with a dot, so it is
 * never `.` or `..`.
 * @param suffix number of characters that are appended to it
 * @returns undefined for a run ID
 */
export function runIdProblem(id: string, suffix = 0): string | undefined {
  const longest = LONGEST - suffix;
  if (/^[A-Za-z\d][\w.-]*$/.test(id) && id.length <= longest) return undefined;
  return `is "${shortened(id, LONGEST)}": write up to ${longest} letters, digits, dots and dashes, first a letter or a digit, because it names a folder and marks records`;
}
