import type { Response } from 'k6/http';
import type { HttpCallOptions } from './call-options';
import { jsonIn } from './expect';
import { roundedNumber } from './numbers';

/** Statuses of replies without a body. 304 answers a request with `If-None-Match`. */
const WITHOUT_BODY = [204, 205, 304];

/** Whether a reply with this status has a body. */
export function hasBody(status: number): boolean {
  return !WITHOUT_BODY.includes(status);
}

const BYTE_ORDER_MARK = 0xfeff;

/**
 * Decodes the body of a reply. The body of an expected error is decoded only if it is JSON, because servers format errors as
 * they like.
 * @param format as the call declares it; absent: the reply is not needed
 * @throws {Error} when the body does not have that format
 */
export function decoded(
  status: number,
  response: Response,
  format: HttpCallOptions<never, never, unknown>['reply'],
): unknown {
  if (format === undefined) return true;
  if (!hasBody(status)) return null;
  const { body } = response;
  if (status >= 400) return jsonIn(typeof body === 'string' ? body : '') ?? {};
  if (format === 'json') return jsonOf(response);
  if (format === 'text') return body ?? '';
  return format.decode(new Uint8Array(body as ArrayBuffer));
}

/**
 * @throws {Error} when the body is not JSON, or contains a number that JavaScript rounds: a rounded id would be that of
 * another record
 */
function jsonOf(response: Response): unknown {
  let content: unknown;
  try {
    // In k6, this takes half as long as JSON.parse.
    content = response.json();
  } catch (error) {
    const text = response.body;
    if (typeof text !== 'string' || text.charCodeAt(0) !== BYTE_ORDER_MARK) throw error;
    content = JSON.parse(text.slice(1));
  }
  const { body } = response;
  if (typeof body !== 'string') return content;
  const number = roundedNumber(body);
  if (number === undefined) return content;
  throw new RangeError(
    `the reply contains ${number}, which JavaScript rounds to ${Number(number)}: read the reply as text with reply: 'text', and take the number from that`,
  );
}
