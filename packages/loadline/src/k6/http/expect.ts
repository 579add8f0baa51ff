import type { Failure } from '../measure/calls';
import { difference, subsetMismatch } from '../measure/expect';
import { masked } from '../measure/masked';
import { milliseconds } from '../measure/milliseconds';
import { statusCause } from './causes';

/** What a reply must be. */
export interface Expectation {
  /** Default: 200. */
  readonly status?: number | readonly number[];
  /** Names that must be there, or names with their values, or with patterns of these. */
  readonly headers?: readonly string[] | Readonly<Record<string, string | RegExp>>;
  /** What the JSON body must hold, as a subset. */
  readonly json?: unknown;
  /** What the body must contain. */
  readonly text?: string;
  /** What the decoded message must hold, as a subset. */
  readonly message?: object;
  /** The longest time the reply may take. */
  readonly within?: `${number}ms` | `${number}s`;
}

/** A reply as it is held against what was expected. */
export interface GotReply {
  readonly status: number;
  /** By name, in whatever case. */
  header(name: string): string | undefined;
  /** As it came, when it is a text. */
  readonly text: string | undefined;
  /** As it was read; undefined when it was not. */
  readonly content: unknown;
  readonly durationMs: number;
}

/** Whether a status is one of those that were expected. */
export function isExpected(status: number, { status: expected = 200 }: Expectation): boolean {
  return typeof expected === 'number' ? status === expected : expected.includes(status);
}

/** A status that was not expected, with the server's own words. */
export function wrongStatus(got: GotReply, { status: expected = 200 }: Expectation): Failure {
  const { status, text = '' } = got;
  // Its query may hold a key.
  const location = status >= 300 && status < 400 ? got.header('Location')?.replace(/\?.*/, '?…') : undefined;
  const to = location === undefined ? '' : `, Location: ${location.slice(0, 100)}`;
  const words = to + (text === '' ? '' : `: ${excerpt(text)}`);
  return { cause: statusCause(status), detail: `${difference('status', expected, status)}${words}` };
}

/** The first thing about a reply of an expected status that is not as it must be. */
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
  // By index: in k6, `for … in` and functions called for each item cost three times as much.
  const names: readonly string[] = isNames ? expected : Object.keys(expected);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    const found = got.header(name);
    const value = isNames ? undefined : values[name];
    const isRight = typeof value === 'object' ? found !== undefined && value.test(found) : found === value;
    if (isNames ? found === undefined : !isRight)
      return difference(`header ${name}`, isNames ? 'any value' : String(value), found);
  }
  return undefined;
}

function wrongText({ text = '' }: GotReply, expected: string): string | undefined {
  return text.includes(expected) ? undefined : difference('text', expected, text);
}

/** A server may repeat what it was sent, a password among it. */
function excerpt(text: string): string {
  const content = jsonIn(text);
  return (content === undefined ? text : masked(content)).slice(0, 1_000);
}

/** What a text holds as JSON; undefined when it is none. */
export function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
