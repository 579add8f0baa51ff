import type { PhaseCaller } from 'loadline';
import { getRequest, submitRequest } from '../api';
import { draftRequest } from '../draft';

/** The request that was sent to see whether it gets its turn. */
let probeId: string | undefined;

/**
 * The queue is worked off in the order in which requests come, and nobody can ask how long it is: it has drained when a
 * request that came last is done, in whichever way.
 */
export function isDrained(caller: PhaseCaller, mark: string): boolean {
  probeId ??= submitRequest(caller, { body: { params: draftRequest({ number: 0, mark }) } })?.id;
  if (probeId === undefined) return false;
  const status = getRequest(caller, { params: { id: probeId } })?.status;
  return status === 'COMPLETE' || status === 'FAILED';
}
