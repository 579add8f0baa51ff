import type { Failure } from '../measure/calls';
import { difference, subsetMismatch } from '../measure/expect';
import { masked } from '../measure/masked';
import { milliseconds } from '../measure/milliseconds';
import { statusCause } from './causes';

/** What a reply must be. */
export interface Expectation {
  /** Expected status, or any of several; default: 200. */
  readonly status?: number | readonly number[];
  /** Names of headers that must be present, or names with their values or with patterns of them. */
  readonly headers?: readonly string[] | Readonly<Record<string, string | RegExp>>;
  /** Content that the JSON body must contain, as a subset. */
  readonly json?: unknown;
  /** Text that the body must contain. */
  readonly text?: string;
  /** Content that the decoded message must contain, as a subset. */
  readonly message?: object;
  /** The longest time that the reply may take. */
  readonly within?: `${number}ms` | `${number}s`;
}

/**
 * Says which part of an expectation could never be met, as the call does not read it; undefined when there is none.
 * @param reply format of the reply, as the call declares it
 */
export function problemOfContent(expected: Expectation, reply: unknown): string | undefined {
  const isText = reply === 'json' || reply === 'text';
  if (expected.text !== undefined && !isText)
    return "text needs the body as text: write reply: 'text' or reply: 'json' in the call";
  if (expected.json !== undefined && reply !== 'json')
    return "json needs the body as JSON: write reply: 'json' in the call";
  if (expected.message !== undefined && (reply === undefined || reply === 'text'))
    return 'message needs a decoded body: write what decodes it as reply of the call';
  return undefined;
}

/** The parts of a reply that are compared with what was expected. */
export interface GotReply {
  readonly status: number;
  /** Finds a header by name, ignoring case. */
  header(name: string): string | undefined;
  /** The body as it was received, when it is text. */
  readonly text: string | undefined;
  /** The decoded content; undefined when it was not decoded. */
  readonly content: unknown;
  readonly durationMs: number;
}

/** Whether a status is one of those that were expected. */
export function isExpected(status: number, { status: expected = 200 }: Expectation): boolean {
  return typeof expected === 'number' ? status === expected : expected.includes(status);
}

/** Makes the failure of an unexpected status, with the server's own text. */
export function wrongStatus(got: GotReply, { status: expected = 200 }: Expectation): Failure {
  const { status, text = '' } = got;
  // The query may contain a key.
  const location = status >= 300 && status < 400 ? got.header('Location')?.replace(/\?.*/, '?…') : undefined;
  const to = location === undefined ? '' : `, Location: ${location.slice(0, 100)}`;
  const words = to + (text === '' ? '' : `: ${excerpt(text)}`);
  return { cause: statusCause(status), detail: `${difference('status', expected, status)}${words}` };
}

/** Finds the first mismatch of a reply with an expected status. */
export function wrongReply(got: GotReply, expected: Expectation): Failure | undefined {
  const detail =
    (expected.headers === undefined ? undefined : wrongHeader(got, expected.headers)) ??
    (expected.text === undefined ? undefined : wrongText(got, expected.text)) ??
    (expected.json === undefined ? undefined : subsetMismatch(expected.json, got.content, 'json')) ??
    (expected.message === undefined ? undefined : subsetMismatch(expected.message, got.content, 'message'));
  if (detail !== undefined) return { cause: 'wrong_reply', detail };
  if (expected.within === undefined || got.durationMs <= milliseconds(expected.within)) return undefined;
  return {
    cause: 'too_slow',
    detail: difference('within', expected.within, `${Math.round(got.durationMs)}ms`),
  };
}

function wrongHeader(got: GotReply, expected: NonNullable<Expectation['headers']>): string | undefined {
  const isNames = Array.isArray(expected);
  const values = expected as Readonly<Record<string, string | RegExp>>;
  // A loop by index, because in k6 `for … in` and a function call for each item cost three times as much.
  const names: readonly string[] = isNames ? expected : Object.keys(expected);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    const found = got.header(name);
    const value = isNames ? undefined : values[name];
    // A pattern with the flag g or y would begin where its last match ended, in another reply.
    if (typeof value === 'object') value.lastIndex = 0;
    const isRight = typeof value === 'object' ? found !== undefined && value.test(found) : found === value;
    if (isNames ? found === undefined : !isRight)
      return difference(`header ${name}`, isNames ? 'any value' : String(value), found);
  }
  return undefined;
}

function wrongText({ text = '' }: GotReply, expected: string): string | undefined {
  return text.includes(expected) ? undefined : difference('text', expected, text);
}

/** Masks the text: a server may repeat what was sent, including a password. */
export function excerpt(text: string): string {
  const content = jsonIn(text);
  return (content === undefined ? text : masked(content)).slice(0, 1_000);
}

/** Parses a text as JSON. @returns undefined when it is not JSON */
export function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
