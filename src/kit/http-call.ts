import { sleep } from 'k6';
import { asyncRequest, request as httpRequest, type Params, type Response, type ResponseType } from 'k6/http';
import { type Caller, CallRecorder, PassEnded, timeLeft } from './calls';
import { now } from './clock';
import { transportCause } from './http-causes';
import {
  type Expectation,
  type GotReply,
  isExpected,
  jsonIn,
  type Wrong,
  wrongReply,
  wrongStatus,
} from './http-expect';
import { type BodyFormat, type Codec, contentType, encoded, type UrlValues, urlOf } from './http-request';
import { warnOnce } from './log';
import * as metrics from './metrics';
import { retryDelayMs } from './retry-after';
import { isTracing, trace } from './trace';

/** What a call is. */
export interface HttpCallOptions<Body, Reply, Content = Reply> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with parts in braces: `/requests/{id}`. */
  readonly route: string;
  /** How the body is sent; absent: there is none. */
  readonly body?: BodyFormat<Body>;
  /** How the reply is read; absent: it is not needed, k6 does not keep it, and the result is `true`. */
  readonly reply?: 'json' | 'text' | Pick<Codec<Content>, 'decode'>;
  /** Makes the result from what was read and the headers, by name. What it throws is a `decode_error`. */
  readonly take?: (content: Content, header: (name: string) => string | undefined) => Reply;
  readonly headers?: Readonly<Record<string, string>>;
  /** What each reply must be; a single call can add to it. */
  readonly expect?: Expectation;
  /** A failure ends the pass. */
  readonly endsJourney?: boolean;
  /** Data is only prepared: a failure counts, but the call stands in no figures. */
  readonly unmeasured?: boolean;
}

/** What one call is made with. */
export interface HttpArguments<Body, Reply> {
  readonly params?: UrlValues;
  readonly query?: UrlValues;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  readonly expect?: Expectation;
  /** Says what is wrong with a reply, in at most 200 characters; undefined when nothing is. */
  readonly check?: (reply: Reply) => string | undefined;
}

/** What came back, in full: for callers that tell their user what the server said. */
export type HttpAnswer<Reply> = { readonly reply: Reply } | Wrong;

type Attempt<Reply> = { readonly reply: Reply } | (Wrong & { readonly retryAfter?: string | undefined });

const MOST_RETRIES = 2;

/** One kind of call: times it, records it, names the cause of its failure. */
export class HttpCall<Body, Reply, Content> {
  private readonly recorder: CallRecorder;
  /** Reused from call to call. */
  private readonly params: Params & { headers: Record<string, string> };

  constructor(
    private readonly baseUrl: () => string,
    private readonly name: string,
    private readonly options: HttpCallOptions<Body, Reply, Content>,
  ) {
    this.recorder = new CallRecorder(name);
    const type = contentType(options.body as BodyFormat<never> | undefined);
    const { reply } = options;
    const responseType: ResponseType =
      reply === undefined ? 'none' : typeof reply === 'object' ? 'binary' : 'text';
    this.params = {
      headers: { ...(type !== undefined && { 'content-type': type }), ...options.headers },
      responseType,
      redirects: 0,
      // Else k6 names its own samples by the URL, ids and all.
      tags: { name },
    };
  }

  /**
   * Calls; once more with a new session when the server no longer takes the old one, and up to twice more when it is
   * too busy and says when to come back.
   * @returns undefined when the call failed
   * @throws {PassEnded} when the pass is out of time, or the call failed and `endsJourney` is set
   */
  call(caller: Caller, request: HttpArguments<Body, Reply>): Reply | undefined {
    let answer = this.attempt(caller, request);
    if ('cause' in answer && answer.cause === 'status_401' && caller.session?.renew(caller)) {
      metrics.retries.add(1);
      answer = this.attempt(caller, request);
    }
    for (let attempts = 1; attempts <= MOST_RETRIES && 'cause' in answer; attempts++) {
      const delayMs = retryDelayMs(answer.retryAfter, attempts, Date.now(), Math.random());
      if (delayMs === undefined || caller.deadlineMs(now() + delayMs) <= 0) break;
      sleep(delayMs / 1_000);
      metrics.retries.add(1);
      answer = this.attempt(caller, request);
    }
    if ('reply' in answer) return answer.reply;
    caller.callFailed(answer.cause);
    if (this.options.endsJourney) throw new PassEnded(answer.cause);
    return undefined;
  }

  /** Calls once without blocking the virtual user. */
  async answer(caller: Caller, request: HttpArguments<Body, Reply>): Promise<HttpAnswer<Reply>> {
    const { method } = this.options;
    const { url, body, params, start } = this.prepare(caller, request);
    const response = await asyncRequest(method, url, body as null, params);
    return this.judge(caller, response, now() - start, request);
  }

  private attempt(caller: Caller, request: HttpArguments<Body, Reply>): Attempt<Reply> {
    const { method } = this.options;
    const { url, body, params, start } = this.prepare(caller, request);
    const response = httpRequest(method, url, body as null, params);
    return this.judge(caller, response, now() - start, request);
  }

  private prepare(caller: Caller, { params, query, headers, body }: HttpArguments<Body, Reply>) {
    const url = urlOf(this.baseUrl(), this.options.route, params, query);
    const format = this.options.body;
    const sent = format === undefined || body === undefined ? null : encoded(body, format);
    if (isTracing) trace('→', this.name, { url, headers, body });
    const start = now();
    const timeout = timeLeft(caller, start);
    const all =
      caller.session || headers
        ? { ...this.params.headers, ...headers, ...caller.session?.metadata }
        : this.params.headers;
    return { url, body: sent, start, params: { ...this.params, headers: all, timeout } };
  }

  private judge(
    caller: Caller,
    response: Response,
    durationMs: number,
    request: HttpArguments<Body, Reply>,
  ): Attempt<Reply> {
    const answer = this.read(response, durationMs, request);
    const wrong = 'cause' in answer ? answer : undefined;
    if (!this.options.unmeasured) this.recorder.record(caller, durationMs, wrong?.cause, wrong?.detail);
    else if (wrong) warnOnce(this.name, wrong.cause, wrong.detail);
    return answer;
  }

  /** The reply, or the first thing that is wrong: connection, status, body, then what it holds. */
  private read(
    response: Response,
    durationMs: number,
    { expect, check }: HttpArguments<Body, Reply>,
  ): Attempt<Reply> {
    const { status, error_code: code, error, headers } = response;
    const broken = transportCause(code, error);
    // A part of the body may have come all the same.
    if (broken !== undefined) return this.traced({ cause: broken, detail: error });
    const expected = expect ? { ...this.options.expect, ...expect } : (this.options.expect ?? {});
    const text = typeof response.body === 'string' ? response.body : undefined;
    const header = (name: string) => headerOf(headers, name);
    const got: GotReply = { status, header, text, content: undefined, durationMs };
    if (!isExpected(status, expected)) {
      const retryAfter = status === 429 || status === 503 ? header('Retry-After') : undefined;
      return this.traced({ ...wrongStatus(got, expected), retryAfter });
    }
    let content: Content;
    let reply: Reply;
    try {
      content = this.decode(response) as Content;
      if (isTracing) trace('←', this.name, { status, content });
      const take = status < 400 ? this.options.take : undefined;
      reply = take ? take(content, header) : (content as unknown as Reply);
    } catch (thrown) {
      return this.traced({ cause: 'decode_error', detail: `${thrown}`.slice(0, 200) });
    }
    const mismatch = wrongReply({ ...got, content }, expected);
    if (mismatch) return mismatch;
    const detail = check?.(reply);
    return detail === undefined ? { reply } : { cause: 'wrong_reply', detail };
  }

  /** What the body holds. That of an expected error is read only if it is JSON: servers word errors as they like. */
  private decode({ status, body }: Response): unknown {
    const { reply } = this.options;
    if (reply === undefined) return true;
    if (status >= 400) return jsonIn(typeof body === 'string' ? body : '') ?? {};
    if (reply === 'json') return JSON.parse(String(body));
    if (reply === 'text') return body ?? '';
    return reply.decode(new Uint8Array(body as ArrayBuffer));
  }

  private traced<T>(answer: T): T {
    if (isTracing) trace('←', this.name, answer);
    return answer;
  }
}

function headerOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  // k6 writes them `Retry-After`, as most people do.
  const value = headers[name];
  if (value !== undefined) return value;
  const lower = name.toLowerCase();
  const known = Object.keys(headers).find((key) => key.toLowerCase() === lower);
  return known === undefined ? undefined : headers[known];
}
