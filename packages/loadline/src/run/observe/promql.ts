import { z } from 'zod';
import type { ObservedSource, SeriesQuery } from '../../core/observed/source';
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
    const now = await this.#ask(query, signal);
    if (typeof now === 'string' || !SELECTOR.test(query)) return now;
    const times = await this.#ask(`timestamp(${query})`, signal);
    return typeof times === 'string' ? now : { ...now, atMs: Math.round(times.value * 1_000) };
  }

  async #ask(query: string, signal: AbortSignal): Promise<Reading | string> {
    const url = `${this.source.url}/api/v1/query?${new URLSearchParams({ query })}`;
    const text = await getText(url, { accept: 'application/json', ...this.headers }, signal, [400, 422]);
    const parsed = answer.safeParse(asJson(text));
    if (!parsed.success) throw new SourceError('it does not answer as the HTTP API of Prometheus does');
    if (parsed.data.status === 'error') return `the query is refused: ${parsed.data.error}`;
    const { data } = parsed.data;
    if (data.resultType === 'scalar') return { value: Number(data.result[1]) };
    if (data.resultType !== 'vector')
      return 'the query gives no instant value: write one that gives a vector';
    const [first, second] = data.result;
    if (!first) return 'the query gives no series';
    if (second) return `the query gives ${data.result.length} series: write sum(…), max(…), or labels`;
    return { value: Number(first.value[1]) };
  }
}
