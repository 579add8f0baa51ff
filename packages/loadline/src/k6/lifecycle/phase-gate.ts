import { request } from 'k6/http';
import type { GatedPhase } from '../../core/spec/gated-phase';
import { OWN } from '../../core/spec/own-variables';
import { log } from '../measure/log';

/** The gate waits until the system has closed its connections. */
const TIMEOUT_MS = 30_000;

/**
 * Announces a phase to `loadline prove`, and waits until it lets the phase begin. In any other run it does nothing.
 */
export function passGate(phase: GatedPhase): void {
  const gate = __ENV[OWN.gate];
  if (!gate) return;
  // With a name that is no URL, the request does not count as one past loadline's calls.
  const { status } = request('POST', `${gate}/${phase}`, null, {
    timeout: TIMEOUT_MS,
    tags: { name: 'gate' },
  });
  if (status !== 204) log.error(`the fault proxy did not let the ${phase} begin: ${status}`);
}
