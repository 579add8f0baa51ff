import type { Snapshot } from './snapshot';

/**
 * A request to a listener. The body is compressed by gzip when it is sent, unless `headers` has a `content-encoding`.
 */
export interface SinkRequest {
  /** Path that is appended to the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The answer to a request. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  /** Time to wait before a retry, in ms, as the listener asked for it. */
  readonly afterMs?: number;
}

/** A request that asks whether accepted items are stored. */
interface Confirmation extends SinkRequest {
  readonly everyMs: number;
  isConfirmed(answer: Reply): boolean;
}

/** The protocol of a kind of listener. */
export interface Sink {
  /** Name in messages, such as `listener splunk`. */
  readonly name: string;
  /** Base URL. */
  readonly url: string;
  /** Maximum number of lines in one request. */
  readonly mostLines: number;
  /** Maximum size of the lines of one request, in bytes. Default: 512 kB. A larger line is sent alone. */
  readonly mostBytes?: number;
  /** The lines of a snapshot for the queue: one for each item, without line breaks. */
  lines(snapshot: Snapshot): string[];
  request(lines: readonly string[]): SinkRequest;
  /** A request that changes nothing, and that the listener refuses exactly when it would refuse a real one. */
  probe(): SinkRequest;
  /** @returns why real requests would be refused; undefined when they would not */
  probed(reply: Reply): string | undefined;
  /** @returns why a part was refused although the request was accepted; undefined when it was not */
  refused?(reply: Reply): string | undefined;
  /** Returns a request for the confirmation when the listener stores items after it has accepted them. */
  confirmation?(reply: Reply): Confirmation | undefined;
}

/** Says what a listener answered to a probe. Undefined when its status says that it accepted the request. */
export function refusedProbe({ status, text }: Reply): string | undefined {
  return status >= 200 && status < 300 ? undefined : `it answers ${status} ${text}`.trim();
}
