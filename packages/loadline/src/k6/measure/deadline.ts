import { milliseconds } from './milliseconds';

/** The longest time of a call. */
export type CallDeadline = `${number}ms` | `${number}s` | `${number}m`;

/** Returns the deadline that a call declares, in ms; undefined when it declares none. */
export function ownDeadlineMs({ deadline }: { readonly deadline?: CallDeadline }): number | undefined {
  return deadline === undefined ? undefined : milliseconds(deadline);
}
