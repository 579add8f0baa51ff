import type { PhaseCaller } from 'loadline';
import { getRequest, submitRequest } from '../api';
import { draftRequest } from '../draft';

/** ID of the request that was submitted as a probe of the queue. */
let probeId: string | undefined;

/**
 * Whether the queue has drained. The queue is processed in order, and no call tells its length. So it has drained when a
 * request that was submitted last is done, with whatever outcome.
 */
export function isDrained(caller: PhaseCaller, mark: string): boolean {
  probeId ??= submitRequest(caller, { body: { params: draftRequest({ number: 0, mark }) } })?.id;
  if (probeId === undefined) return false;
  const status = getRequest(caller, { params: { id: probeId } })?.status;
  return status === 'COMPLETE' || status === 'FAILED';
}
