import type { Cause } from '../../core/names';
import { exhaustedCause } from '../measure/exhausted-cause';

const REQUEST_TIMEOUT = 1050;
const DIAL_TIMEOUT = 1211;
const REFUSED = 1212;
const RESET = 1220;

/**
 * Why a request got no whole answer, by k6's code of the error.
 * @returns undefined when it got one, whatever its status
 */
export function transportCause(code: number, text: string): Cause | undefined {
  // From 1400 to 1599 the code is that of the status: 1404, 1503.
  if (code === 0 || (code >= 1400 && code < 1600)) return undefined;
  // Not "EOF" alone, which is a connection that was closed before the answer.
  if (text === 'unexpected EOF') return 'truncated_body';
  // Not behind other words, which may quote the server.
  const own = /^(dial|lookup|proxyconnect|read|write)\b/.test(text) ? exhaustedCause(text) : undefined;
  if (own !== undefined) return own;
  if (code === REFUSED) return 'connection_refused';
  if (code === RESET) return 'connection_reset';
  if (code === REQUEST_TIMEOUT || code === DIAL_TIMEOUT) return 'timeout';
  // 1110 and 1111: k6 itself may not go there.
  if (code >= 1100 && code < 1110) return 'dns';
  if (code >= 1300 && code < 1400) return 'tls';
  // What the server says by an alert has no code of its own; an alert is also what one of TLS answers a plain request with.
  if (/^(remote error: )?tls: |^malformed HTTP response "\\x15\\x03/.test(text)) return 'tls';
  return 'connection_failed';
}

/** What a failed request may mean when its base URL says the wrong scheme; empty when the error tells nothing of that. */
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

/** The cause of a status that was not expected. */
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
