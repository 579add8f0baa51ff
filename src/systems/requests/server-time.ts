import type { RequestReply } from './params';

/**
 * Time from the creation of a request to its last change, in ms, by the clock of the service.
 * @returns undefined when the service returns no such times
 */
export function serverTimeMs({
  created,
  modified,
}: Pick<RequestReply, 'created' | 'modified'>): number | undefined {
  const ms = instantMs(modified) - instantMs(created);
  return ms >= 0 ? ms : undefined;
}

/** Parses a time including its microseconds, which the service writes and `Date.parse` truncates to whole milliseconds. */
function instantMs(text: string): number {
  const microseconds = /\.\d{3}(\d{1,3})/.exec(text)?.[1] ?? '';
  return Date.parse(text) + Number(microseconds.padEnd(3, '0')) / 1_000;
}
