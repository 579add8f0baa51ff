import type { Snapshot } from './snapshot';

/** A request to a listener. The body is compressed when it is sent, unless it says that it is. */
export interface SinkRequest {
  /** Below the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The answer to a request. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  /** When to come back, in ms. */
  readonly afterMs?: number;
}

/** How to ask whether what was accepted is stored. */
interface Confirmation extends SinkRequest {
  readonly everyMs: number;
  isConfirmed(answer: Reply): boolean;
}

/** The format of a kind of listener. */
export interface Sink {
  /** For people: `listener splunk`. */
  readonly name: string;
  /** Base URL. */
  readonly url: string;
  /** How many lines one request may hold. */
  readonly mostLines: number;
  /** What is queued of a snapshot: a line for each item, without line breaks. */
  lines(snapshot: Snapshot): string[];
  request(lines: readonly string[]): SinkRequest;
  /** A request that changes nothing and that is refused when a real one would be. */
  probe(): SinkRequest;
  /** @returns why real requests would be refused; undefined when they would not */
  probed(reply: Reply): string | undefined;
  /** @returns why a part was refused although the request was accepted; undefined when it was not */
  refused?(reply: Reply): string | undefined;
  /** Set when the listener stores later what it accepts. */
  confirmation?(reply: Reply): Confirmation | undefined;
}
