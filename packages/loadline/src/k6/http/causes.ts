import type { Cause } from '../../core/names';
import { exhaustedCause } from '../measure/exhausted-cause';

const REQUEST_TIMEOUT = 1050;
const DIAL_TIMEOUT = 1211;
const REFUSED = 1212;
const RESET = 1220;

/**
 * Returns why a request got no complete reply, from k6's error code.
 * @param status status of the reply; 0 when there is none
 * @returns undefined when it got a complete reply, whatever its status
 */
export function transportCause(code: number, text: string, status: number): Cause | undefined {
  // A code may stand for the status of a reply: 1404, 1503. From 1600 on it may also be an error of HTTP/2.
  if (code === 0 || (status >= 400 && code === 1000 + status)) return undefined;
  // "EOF" alone is something else: the connection was closed before the reply.
  if (text === 'unexpected EOF') return 'truncated_body';
  // Only at the start of the text, because the rest may quote the server.
  const own = /^(dial|lookup|proxyconnect|read|write)\b/.test(text) ? exhaustedCause(text) : undefined;
  if (own !== undefined) return own;
  if (code === REFUSED) return 'connection_refused';
  if (code === RESET) return 'connection_reset';
  if (code === REQUEST_TIMEOUT || code === DIAL_TIMEOUT) return 'timeout';
  // 1110 and 1111 are not DNS errors: k6 itself blocks the host.
  if (code >= 1100 && code < 1110) return 'dns';
  if (code >= 1300 && code < 1400) return 'tls';
  // A TLS alert of the server has no code of its own. A TLS port also answers a plain request with an alert.
  if (/^(remote error: )?tls: |^malformed HTTP response "\\x15\\x03/.test(text)) return 'tls';
  return 'connection_failed';
}

/** Returns a hint when an error suggests that the base URL has the wrong scheme; empty for any other error. */
export function schemeHint(text: string, baseUrl: string): string {
  const isTls = baseUrl.startsWith('https:');
  if (isTls && /does not look like a TLS handshake/.test(text))
    return ': the port speaks no TLS, is it http://?';
  if (
    isTls &&
    /certificate required|bad certificate|handshake failure|^EOF$|reset by peer|broken pipe/.test(text)
  )
    return ': the server hung up, does it ask for a client certificate?';
  if (!isTls && /^EOF$|reset by peer|^malformed HTTP response "\\x15/.test(text))
    return ': the server hung up without an answer, is it https://?';
  return '';
}

/** Returns the cause of an unexpected status. */
export function statusCause(status: number): Cause {
  if (status >= 200 && status < 300) return 'wrong_reply';
  switch (status) {
    case 400:
    case 401:
    case 403:
    case 404:
    case 408:
    case 409:
    case 422:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return `status_${status}`;
    default:
      return 'status_other';
  }
}
