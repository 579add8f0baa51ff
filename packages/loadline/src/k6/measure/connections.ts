import type { Failure } from './calls';

/** Opens a connection. @returns why it failed; undefined when it is open, or when its address is not known yet */
type Open = (deadlineMs: number) => Failure | undefined;

/** How to connect to each server of the suite. k6 gives each virtual user a module of its own. */
let notOpen: Open[] = [];

/** Names a server to which each virtual user connects in the warm-up. Call it in the init context. */
export function openBeforeLoad(open: Open): void {
  notOpen.push(open);
}

/**
 * Connects to all servers to which it has not connected yet.
 * @param deadlineMs time for the next server, in ms
 * @returns the first failure
 */
export function openAll(deadlineMs: () => number): Failure | undefined {
  let first: Failure | undefined;
  notOpen = notOpen.filter((open) => {
    const failure = open(deadlineMs());
    first ??= failure;
    return failure !== undefined;
  });
  return first;
}
