import type { CallDeadline } from '../measure/deadline';
import type { Expectation, GotReply } from './expect';
import type { BodyFormat, Decoder, QueryValues, UrlValues } from './request';

/** What a call is. */
export interface HttpCallOptions<Body, Reply, Content = Reply> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Path with parts in braces: `/requests/{id}`; `{+path}` keeps the slashes of its value. */
  readonly route: string;
  /** What the call is called in all figures; default: method and route. */
  readonly name?: string;
  /** How the body is sent; absent: there is none. */
  readonly body?: BodyFormat<Body>;
  /** How the reply is read; absent: it is not needed, k6 does not keep it, and the result is `true`. Of a 204, `null`. */
  readonly reply?: 'json' | 'text' | Decoder<Content>;
  /** Makes the result from what was read and the headers of the reply. What it throws is a `decode_error`. */
  readonly take?: (content: Content, got: Pick<GotReply, 'header'>) => Reply;
  readonly headers?: Readonly<Record<string, string>>;
  /** What each reply must be; a single call can add to it. */
  readonly expect?: Expectation;
  /** How many redirects are followed, within the server's own origin; default: 0, the redirect is the reply. */
  readonly redirects?: number;
  /** The longest a call may take; default: `5s`. What is left of the iteration bounds it in any case. */
  readonly deadline?: CallDeadline;
  /** A failure ends the iteration. */
  readonly endsJourney?: boolean;
  /** Data is only prepared: a failure counts, but the call stands in no figures. */
  readonly unmeasured?: boolean;
}

/** What one call is made with. */
export interface HttpArguments<Body, Reply> {
  readonly params?: UrlValues;
  readonly query?: QueryValues;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  readonly expect?: Expectation;
  /** Says what is wrong with a reply, in at most 200 characters; undefined when nothing is. */
  readonly check?: (reply: Reply) => string | undefined;
}
