/** A name for a run that no other run has: the time to the second, in UTC, and four random characters. */
export function newRunId(at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const random = Math.floor(Math.random() * 36 ** 4);
  return `${stamp}-${random.toString(36).padStart(4, '0')}`;
}
