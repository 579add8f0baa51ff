import type { Item } from './items';
import { itemsOf } from './items';
import { type Reply, refusedProbe, type Sink, type SinkRequest } from './sink';
import type { Snapshot } from './snapshot';

const MOST_LINES = 500;

/** Sends `{"items": […]}` as JSON to any HTTP server. */
export class WebhookSink implements Sink {
  readonly name: string;
  readonly mostLines = MOST_LINES;

  constructor(
    name: string,
    readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly write: (item: Item) => string,
  ) {
    this.name = `listener ${name}`;
  }

  lines(snapshot: Snapshot): string[] {
    return itemsOf(snapshot).map((item) => this.write(item));
  }

  request(lines: readonly string[]): SinkRequest {
    const body = Buffer.from(`{"items":[${lines.join(',')}]}`);
    return { path: '', headers: { ...this.headers, 'content-type': 'application/json' }, body };
  }

  /** A request with an empty list: a server that accepts items accepts it, too. */
  probe(): SinkRequest {
    return this.request([]);
  }

  probed(reply: Reply): string | undefined {
    return refusedProbe(reply);
  }
}
