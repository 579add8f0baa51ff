import type { CallDeadline } from '../measure/deadline';
import type { Expectation, GotReply } from './expect';
import type { BodyFormat, Decoder, QueryValues, UrlValues } from './request';

/** Declaration of an HTTP call. */
export interface HttpCallOptions<Body, Reply, Content = Reply> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Path with variable parts in braces: `/requests/{id}`; `{+path}` keeps the slashes of its value. */
  readonly route: string;
  /** Name of the call in all figures; default: method and route. */
  readonly name?: string;
  /** Format of the body; absent: the call has no body. */
  readonly body?: BodyFormat<Body>;
  /**
   * Format of the reply. Absent: the reply is not needed, only a failure quotes it, and the result is `true`. The result of a 204,
   * a 205 and a 304 is `null`.
   */
  readonly reply?: 'json' | 'text' | Decoder<Content>;
  /** Makes the result from the decoded content and the headers of the reply. An exception in it is a `decode_error`. */
  readonly take?: (content: Content, got: Pick<GotReply, 'header'>) => Reply;
  readonly headers?: Readonly<Record<string, string>>;
  /** What each reply must be. A single call can add to it. */
  readonly expect?: Expectation;
  /** How many redirects are followed, within the server's own origin. Default: 0, the redirect is the reply. */
  readonly redirects?: number;
  /** The longest time of a call; default: `5s`. The rest of the iteration's time bounds it in any case. */
  readonly deadline?: CallDeadline;
  /** Whether a failure ends the iteration. */
  readonly endsJourney?: boolean;
  /** For calls that only prepare data: a failure counts, but the call is in no figures. */
  readonly unmeasured?: boolean;
}

/** Arguments of one call. */
export interface HttpArguments<Body, Reply> {
  readonly params?: UrlValues;
  readonly query?: QueryValues;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  readonly expect?: Expectation;
  /** Says what is wrong with a reply, in at most 200 characters. Returns undefined when nothing is wrong. */
  readonly check?: (reply: Reply) => string | undefined;
}
