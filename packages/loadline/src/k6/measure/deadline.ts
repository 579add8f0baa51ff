import { milliseconds } from './milliseconds';

/** The longest a call may take. */
export type CallDeadline = `${number}ms` | `${number}s` | `${number}m`;

/** The deadline that a call declares, in ms; undefined when it declares none. */
export function ownDeadlineMs({ deadline }: { readonly deadline?: CallDeadline }): number | undefined {
  return deadline === undefined ? undefined : milliseconds(deadline);
}
