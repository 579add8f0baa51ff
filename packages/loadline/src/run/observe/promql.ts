import { z } from 'zod';
import type { ObservedSource, SeriesQuery } from '../../core/observed/source';
import { numberOf } from './metrics-page';
import {
  asJson,
  eachSeries,
  getText,
  type Reading,
  type Readings,
  SourceError,
  type SourceReader,
} from './source';

const value = z.tuple([z.number(), z.string()]);

/** An answer of `/api/v1/query`, as far as it is read. */
const answer = z.union([
  z.object({ status: z.literal('error'), error: z.string() }),
  z.object({
    status: z.literal('success'),
    data: z.union([
      z.object({
        resultType: z.literal('vector'),
        result: z.array(z.object({ metric: z.record(z.string(), z.string()), value })),
      }),
      z.object({ resultType: z.literal('scalar'), result: value }),
      z.object({ resultType: z.enum(['matrix', 'string']) }),
    ]),
  }),
]);

/** Matches a plain series, a name with labels: only such a query gives samples with their own timestamps. */
const SELECTOR = /^[a-zA-Z_:][a-zA-Z0-9_:]*\s*(?:\{[^{}]*\})?$/;

/** Sends instant queries to a server that speaks Prometheus' HTTP API. */
export class PromqlReader implements SourceReader {
  constructor(
    private readonly source: ObservedSource,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  async read(signal: AbortSignal): Promise<Readings> {
    const { series } = this.source;
    const found = await Promise.all(series.map((query) => this.#reading(query, signal)));
    return eachSeries(series, (query) => found[series.indexOf(query)]);
  }

  async #reading({ query = '' }: SeriesQuery, signal: AbortSignal): Promise<Reading | string> {
    const now = await this.#ask({ query }, signal);
    if (typeof now === 'string') return now;
    const [time, value] = now;
    if (!SELECTOR.test(query)) return { value };
    // At the same time, by the server's clock. Otherwise a value that comes between the two requests would give its time to the
    // value before it, and would then count as known.
    const found = await this.#ask({ query: `timestamp(${query})`, time: String(time) }, signal);
    return typeof found === 'string' ? { value } : { value, atMs: Math.round(found[1] * 1_000) };
  }

  /** @returns time of the answer by the server's clock, in s, and value; or the reason why there is no value */
  async #ask(
    parameters: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<readonly [time: number, value: number] | string> {
    const url = `${this.source.url}/api/v1/query?${new URLSearchParams(parameters)}`;
    const text = await getText(url, { accept: 'application/json', ...this.headers }, signal, [400, 422]);
    const parsed = answer.safeParse(asJson(text));
    if (!parsed.success) throw new SourceError('it does not answer as the HTTP API of Prometheus does');
    if (parsed.data.status === 'error') return `the query is refused: ${parsed.data.error}`;
    const { data } = parsed.data;
    if (data.resultType === 'scalar') return timeAndValue(data.result);
    if (data.resultType !== 'vector')
      return 'the query gives no instant value: write one that gives a vector';
    const [first, second] = data.result;
    if (!first) return 'the query gives no series';
    if (second) return `the query gives ${data.result.length} series: write sum(…), max(…), or labels`;
    return timeAndValue(first.value);
  }
}

function timeAndValue([time, text]: readonly [number, string]): [number, number] {
  return [time, numberOf(text)];
}
