import { type Reply, refusedProbe, type Sink, type SinkRequest } from './sink';
import type { Dimensions, RunEvent, Snapshot } from './snapshot';

/** Grafana accepts one annotation per request. */
const MOST_LINES = 1;

/** Writes start, stop and verdict of a run into Grafana's graphs, as annotations. It receives no figures. */
export class GrafanaSink implements Sink {
  readonly name: string;
  readonly mostLines = MOST_LINES;

  constructor(
    name: string,
    readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly write: (value: object) => string,
  ) {
    this.name = `listener ${name}`;
  }

  lines({ atMs: time, dimensions, event }: Snapshot): string[] {
    if (!event) return [];
    return [this.write({ time, tags: tagsOf(dimensions, event), text: textOf(dimensions, event) })];
  }

  request([line = '{}']: readonly string[]): SinkRequest {
    // Grafana does not decode compressed requests.
    const headers = { ...this.headers, 'content-type': 'application/json', 'content-encoding': 'identity' };
    return { path: '/api/annotations', headers, body: Buffer.from(line) };
  }

  /** An annotation without a text: Grafana checks the token first, then refuses the text. */
  probe(): SinkRequest {
    return this.request([]);
  }

  probed(reply: Reply): string | undefined {
    return reply.status === 400 && /annotation/i.test(reply.text) ? undefined : refusedProbe(reply);
  }
}

function tagsOf({ run, test, environment, instance }: Dimensions, event: RunEvent): string[] {
  return [
    'loadline',
    event.type,
    `run:${run}`,
    `test:${test}`,
    `environment:${environment}`,
    ...(instance === undefined ? [] : [`instance:${instance}`]),
    ...(event.type === 'verdict' ? [event.verdict] : []),
  ];
}

/** Grafana shows the text as HTML. */
function textOf({ test, environment, system }: Dimensions, event: RunEvent): string {
  const where = `${test} on ${environment}${system === undefined ? '' : `, ${system}`}`;
  if (event.type !== 'verdict') return escaped(`load test ${event.type}: ${where}`);
  const { verdict, reasons, link } = event;
  const lines = [`load test ${verdict}: ${where}`, ...reasons].map(escaped);
  const report = /^https?:\/\//.test(link) ? `<a href="${escaped(link)}">report</a>` : escaped(link);
  return [...lines, report].join('<br>');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
