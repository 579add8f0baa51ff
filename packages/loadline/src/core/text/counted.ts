/**
 * Writes a number with its noun: `1 user`, `2 users`, `0 users`.
 * @param noun singular
 * @param plural needed when it is not the noun with an s
 */
export function counted(count: number | string, noun: string, plural = `${noun}s`): string {
  return `${count} ${String(count) === '1' ? noun : plural}`;
}
