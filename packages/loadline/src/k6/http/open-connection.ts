import { request } from 'k6/http';
import type { Failure } from '../measure/calls';
import { transportCause } from './causes';

/**
 * Opens this virtual user's connection to a server, which k6 keeps for the calls of the load. k6 connects only to send a
 * request: this one is HEAD of the base URL, and any status is a success.
 * @param baseUrl empty or undefined: the address is not known before the load
 * @returns why it failed
 */
export function openConnection(baseUrl: string | undefined, timeoutMs: number): Failure | undefined {
  if (!baseUrl) return undefined;
  const reply = request('HEAD', `${baseUrl}/`, null, {
    timeout: timeoutMs,
    redirects: 0,
    responseType: 'none',
  });
  const cause = transportCause(reply.error_code, reply.error, reply.status);
  return cause && { cause, detail: reply.error };
}
