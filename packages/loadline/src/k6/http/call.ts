import { sleep } from 'k6';
import { asyncRequest, request as httpRequest, type Params, type Response, type ResponseType } from 'k6/http';
import { type Cause, hasReply } from '../../core/names';
import { blocks, open, saidBy } from '../measure/call-guards';
import {
  type Caller,
  CallRecorder,
  type Failure,
  IterationEnded,
  isRenewed,
  timeLeft,
} from '../measure/calls';
import { now } from '../measure/clock';
import { ownDeadlineMs } from '../measure/deadline';
import { warnOnce } from '../measure/log';
import * as metrics from '../measure/metrics';
import { isTracing, shownHeaders, trace } from '../measure/trace';
import { withTraceparent } from '../measure/traceparent';
import type { HttpArguments, HttpCallOptions } from './call-options';
import { schemeHint, transportCause } from './causes';
import { decoded, hasBody } from './decode';
import { type Expectation, excerpt, isExpected, problemOfContent, wrongReply, wrongStatus } from './expect';
import { bodyBytes, ReceivedReply } from './received';
import { followed, followedAsync } from './redirects';
import { type BodyFormat, contentType, encoded, Route } from './request';
import { retryDelayMs } from './retry-after';

/** The full result of a call, for callers that show their user what the server said. */
export type HttpAnswer<Reply> = { readonly reply: Reply } | Failure;

/** Why an attempt failed, and when the server wants to receive the next one. */
type Refusal = Failure & { readonly retryAfter?: string | undefined };

/** A reply that refuses the session. */
interface Refused {
  readonly got: ReceivedReply;
  readonly failure: Failure;
}

const MOST_RETRIES = 2;
const NOTHING: Expectation = {};
/** Whether any server has answered this virtual user: of the module, because it is about all calls. */
let hasAnswered = false;

/** One declared call: it measures its executions, records them and finds the cause of a failure. */
export class HttpCall<Body, Reply, Content> {
  private readonly recorder: CallRecorder;
  private readonly route: Route;
  private readonly ownHeaders: Readonly<Record<string, string>>;
  private readonly ownMs: number | undefined;
  /** Metadata of the session for which `sessionHeaders` were made. */
  private metadata: Readonly<Record<string, string>> | undefined;
  private sessionHeaders: Readonly<Record<string, string>>;
  /** Reused for all calls: k6 has read it when a request returns, or when its promise exists. */
  private readonly params: Params;
  /** Failure of the last attempt. The reply may be used only when this is undefined. */
  private failure: Refusal | undefined;
  /** The last attempt, not recorded yet, when a new session may repair it. */
  private refused: Refused | undefined;
  /** The traceparent that was sent with the last attempt. Undefined: tracing is off. */
  private traceparent: string | undefined;

  constructor(
    private readonly baseUrl: () => string,
    private readonly name: string,
    private readonly options: HttpCallOptions<Body, Reply, Content>,
    serverHeaders: Readonly<Record<string, string>> | undefined,
  ) {
    this.ownMs = ownDeadlineMs(options);
    this.recorder = new CallRecorder(name);
    this.route = new Route(options.route);
    const type = contentType(options.body as BodyFormat<never> | undefined);
    const responseType: ResponseType = typeof options.reply === 'object' ? 'binary' : 'text';
    this.ownHeaders = {
      ...serverHeaders,
      ...(type !== undefined && { 'content-type': type }),
      ...options.headers,
    };
    this.sessionHeaders = this.ownHeaders;
    this.params = {
      responseType,
      redirects: 0,
      // Otherwise k6 tags its own samples with the URL, which contains ids.
      tags: { name },
    };
  }

  /**
   * Makes the call. When the server refuses the session, it signs in again and repeats the call once. When the server is too
   * busy and says when to come back, it repeats the call up to twice.
   * @returns undefined when the call failed
   * @throws {IterationEnded} when the iteration is out of time, or the call failed and `endsJourney` is set
   */
  call(caller: Caller, request: HttpArguments<Body, Reply>): Reply | undefined {
    blocks(caller, this.name);
    const reply = this.attempt(caller, request, caller.session !== undefined);
    return this.failure ? this.again(caller, request) : reply;
  }

  /** Repeats a call whose first attempt failed. */
  private again(caller: Caller, request: HttpArguments<Body, Reply>): Reply | undefined {
    let reply: Reply | undefined;
    if (this.refused) {
      const { got, failure } = this.refused;
      const isRepeated = isRenewed(caller);
      if (isRepeated) reply = this.attempt(caller, request, false);
      if (!isRepeated || this.failure?.cause === 'status_401') this.record(caller, got, failure);
    }
    let attempts = 1;
    for (; attempts <= MOST_RETRIES && this.failure; attempts++) {
      const delayMs = retryDelayMs(this.failure.retryAfter, attempts, Date.now(), Math.random());
      if (delayMs === undefined || caller.deadlineMs(now() + delayMs) <= 0) break;
      sleep(delayMs / 1_000);
      metrics.retries.add(1);
      reply = this.attempt(caller, request, false);
    }
    if (!this.failure) {
      if (attempts > 1 && !this.options.unmeasured) this.recorder.recordRepaired(caller, attempts - 1);
      return reply;
    }
    const { cause } = this.failure;
    caller.callFailed(cause);
    if (this.options.endsJourney) throw new IterationEnded(cause);
    return undefined;
  }

  /**
   * Makes the call without blocking the virtual user. When the server refuses the session, it signs in again, unless another
   * call has done so meanwhile, and repeats the call once. It does not wait for a server that is too busy: all other calls
   * would wait as well.
   */
  async answer(caller: Caller, request: HttpArguments<Body, Reply>): Promise<HttpAnswer<Reply>> {
    const used = caller.session?.metadata;
    let reply = await this.attemptAsync(caller, request, used !== undefined);
    if (this.refused) {
      const { got, failure } = this.refused;
      const isRepeated = isRenewed(caller, used);
      if (isRepeated) reply = await this.attemptAsync(caller, request, false);
      if (!isRepeated || this.failure?.cause === 'status_401') this.record(caller, got, failure);
    }
    if (this.failure) caller.callFailed(this.failure.cause);
    return this.failure ?? { reply: reply as Reply };
  }

  private async attemptAsync(
    caller: Caller,
    request: HttpArguments<Body, Reply>,
    mayRenew: boolean,
  ): Promise<Reply | undefined> {
    const { method, redirects = 0 } = this.options;
    const url = this.url(request);
    const body = this.body(request);
    this.setHeaders(caller, request, url);
    const start = now();
    const params = Object.assign(this.params, { timeout: timeLeft(caller, start, this.ownMs) });
    const endMs = start + params.timeout;
    const sent = { method, url, body, params, redirects };
    const [first, last] = await open(caller, async () => {
      const reply = await asyncRequest(method, url, body as null, params);
      return [reply, await followedAsync(reply, sent, this.baseUrl(), () => endMs - now())] as const;
    });
    if (!last) return this.timedOut(caller, first, start, endMs);
    return this.judge(caller, last, now() - start, request, mayRenew);
  }

  /** @param mayRenew whether `again` records an attempt whose session was refused */
  private attempt(caller: Caller, request: HttpArguments<Body, Reply>, mayRenew: boolean): Reply | undefined {
    const url = this.url(request);
    const body = this.body(request);
    this.setHeaders(caller, request, url);
    const start = now();
    const params = Object.assign(this.params, { timeout: timeLeft(caller, start, this.ownMs) });
    const { method, redirects = 0 } = this.options;
    const endMs = start + params.timeout;
    const first = httpRequest(method, url, body as null, params);
    let last: Response | undefined = first;
    if (redirects > 0)
      last = followed(first, { method, url, body, params, redirects }, this.baseUrl(), () => endMs - now());
    if (!last) return this.timedOut(caller, first, start, endMs);
    return this.judge(caller, last, now() - start, request, mayRenew);
  }

  /** Records an attempt whose time was over before all its redirects were followed. */
  private timedOut(caller: Caller, reply: Response, start: number, endMs: number): undefined {
    this.fail({ cause: 'timeout', detail: `its redirects took longer than ${Math.round(endMs - start)} ms` });
    this.refused = undefined;
    this.record(caller, new ReceivedReply(reply, now() - start, this.traceparent), this.failure);
  }

  private url({ params, query }: HttpArguments<Body, Reply>): string {
    return this.route.url(this.baseUrl(), params, query);
  }

  private body({ body }: HttpArguments<Body, Reply>) {
    if (body === undefined) return null;
    const format = this.options.body;
    return format === undefined ? null : encoded(body, format);
  }

  private setHeaders(caller: Caller, { headers, body }: HttpArguments<Body, Reply>, url: string): void {
    const metadata = caller.session?.metadata;
    if (metadata !== this.metadata) {
      this.metadata = metadata;
      this.sessionHeaders = metadata ? { ...this.ownHeaders, ...metadata } : this.ownHeaders;
    }
    const { params } = this;
    const { method } = this.options;
    params.headers = headers ? { ...this.ownHeaders, ...headers, ...metadata } : this.sessionHeaders;
    const { authorization } = caller.session ?? {};
    if (authorization) params.headers = { ...params.headers, authorization: authorization(method, url) };
    if (caller.trace)
      ({ sent: params.headers, traceparent: this.traceparent } = withTraceparent(
        caller.trace,
        params.headers,
      ));
    if (!isTracing) return;
    const sent = shownHeaders(params.headers, metadata);
    trace('→', this.name, { method, url, ...(sent && { headers: sent }), body });
  }

  private judge(
    caller: Caller,
    response: Response,
    durationMs: number,
    request: HttpArguments<Body, Reply>,
    mayRenew: boolean,
  ): Reply | undefined {
    const got = new ReceivedReply(response, durationMs, this.traceparent);
    const reply = this.read(caller, got, request);
    const { failure } = this;
    this.refused = mayRenew && failure?.cause === 'status_401' ? { got, failure } : undefined;
    if (!this.refused) this.record(caller, got, failure);
    return reply;
  }

  private record(caller: Caller, got: ReceivedReply, failure: Failure | undefined): void {
    const { method, unmeasured } = this.options;
    if (!unmeasured) {
      this.recorder.record(caller, got.durationMs, failure, got.traceparent);
      if (failure === undefined || hasReply(failure.cause))
        this.recorder.recordSize(caller, bodyBytes(method, got.status, got.headers));
      return;
    }
    this.recorder.ended(caller, got.durationMs);
    if (failure) warnOnce('call', this.name, failure.cause, failure.detail);
  }

  /** Reads a reply and sets `failure` to the first thing that is wrong: connection, status, body, then content. */
  private read(
    caller: Caller,
    got: ReceivedReply,
    { expect, check }: HttpArguments<Body, Reply>,
  ): Reply | undefined {
    this.failure = undefined;
    const { response, status } = got;
    const code = response.error_code;
    const broken = code === 0 ? undefined : transportCause(code, response.error, status);
    // A part of the body may have arrived nevertheless.
    if (broken !== undefined) return this.fail(this.whyBroken(caller, broken, response.error));
    hasAnswered = true;
    const always = this.options.expect;
    const expected = expect ? { ...always, ...expect } : (always ?? NOTHING);
    const never = expect && problemOfContent(expect, this.options.reply);
    if (never !== undefined) throw new TypeError(`${this.name}: expect: ${never}`);
    if (!isExpected(status, expected)) {
      const retryAfter = status === 429 || status === 503 ? got.header('Retry-After') : undefined;
      return this.fail({ ...wrongStatus(got, expected), retryAfter });
    }
    let reply: Reply;
    try {
      const { method, reply: format } = this.options;
      const content = decoded(status, response, format) as Content;
      if (format === undefined && !isTracing && got.isLarge(method)) this.params.responseType = 'none';
      if (isTracing)
        trace('←', this.name, { status, content: format === undefined ? excerpt(got.text ?? '') : content });
      got.content = content;
      const take = status < 400 && hasBody(status) ? this.options.take : undefined;
      reply = take ? take(content, got) : (content as unknown as Reply);
    } catch (thrown) {
      return this.fail({ cause: 'decode_error', detail: `${thrown}`.slice(0, 1_000) });
    }
    if (expected !== NOTHING) this.failure = wrongReply(got, expected);
    if (this.failure || !check) return reply;
    const detail = saidBy(this.name, check(reply));
    // It is always set, because the check may have made the same call and so changed it.
    this.failure = detail === undefined ? undefined : { cause: 'wrong_reply', detail };
    return reply;
  }

  /** When a server hangs up at the first call of set-up, the URL probably has the wrong scheme, and the cause is `tls`. */
  private whyBroken({ phase, session }: Caller, cause: Cause, text: string): Failure {
    const hint = hasAnswered || session ? '' : schemeHint(text, this.baseUrl());
    return { cause: hint !== '' && phase === 'setup' ? 'tls' : cause, detail: `${text}${hint}` };
  }

  private fail(failure: Refusal): undefined {
    if (isTracing) trace('←', this.name, failure);
    this.failure = failure;
  }
}
