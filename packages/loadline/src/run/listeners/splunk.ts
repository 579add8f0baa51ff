import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Item } from './items';
import { itemsOf } from './items';
import { type Reply, refusedProbe, type Sink, type SinkRequest } from './sink';
import type { Snapshot } from './snapshot';

const MOST_LINES = 500;
const ACK_EVERY_MS = 1_000;

const SUCCESS = 0;
/** Code of Splunk's answer to a request that has a valid token and no events. */
const NO_DATA = 5;

/** Splunk's HTTP Event Collector: each item is one event, and a request holds many. */
export class SplunkSink implements Sink {
  readonly name: string;
  readonly mostLines = MOST_LINES;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param index index of the events; default: the default index of the token */
  constructor(
    name: string,
    readonly url: string,
    headers: Readonly<Record<string, string>>,
    private readonly index: string | undefined,
    private readonly write: (value: object) => string,
  ) {
    this.name = `listener ${name}`;
    // Indexer acknowledgement needs a channel. Without it, Splunk ignores the header.
    this.#headers = { ...headers, 'x-splunk-request-channel': randomUUID() };
  }

  lines(snapshot: Snapshot): string[] {
    return itemsOf(snapshot).map((item) => this.write(this.#event(item)));
  }

  request(lines: readonly string[]): SinkRequest {
    return { path: '/services/collector/event', headers: this.#headers, body: Buffer.from(lines.join('\n')) };
  }

  /** A request without events: Splunk checks the token first. */
  probe(): SinkRequest {
    return this.request([]);
  }

  probed(reply: Reply): string | undefined {
    return field(reply.text, 'code') === NO_DATA ? undefined : refusedProbe(reply);
  }

  /** A proxy in front of Splunk may answer 200 with the error of Splunk in the body. */
  refused({ text }: Reply): string | undefined {
    const code = field(text, 'code');
    return typeof code === 'number' && code !== SUCCESS ? `it answered 200 and ${text.trim()}` : undefined;
  }

  /**
   * With indexer acknowledgement, each accepted request gets a number. Its events are stored once that is acknowledged.
   */
  confirmation({ text }: Reply) {
    const id = field(text, 'ackId');
    if (typeof id !== 'number') return undefined;
    return {
      path: '/services/collector/ack',
      headers: this.#headers,
      body: Buffer.from(JSON.stringify({ acks: [id] })),
      everyMs: ACK_EVERY_MS,
      isConfirmed: ({ text: answer }: Reply) =>
        (field(answer, 'acks') as Record<string, unknown> | undefined)?.[String(id)] === true,
    };
  }

  #event(item: Item): object {
    return {
      time: item.timeMs / 1_000,
      host: hostname(),
      source: 'loadline',
      sourcetype: '_json',
      ...(this.index !== undefined && { index: this.index }),
      event: item,
    };
  }
}

function field(text: string, name: string): unknown {
  try {
    return (JSON.parse(text) as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
