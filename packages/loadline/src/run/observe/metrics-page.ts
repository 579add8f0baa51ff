import type { ObservedSource, SeriesQuery } from '../../core/observed/source';
import { nearest } from '../../core/text/nearest';
import { Counters, eachSeries, getText, type Reading, type Readings, type SourceReader } from './source';

/** One line of a page of metrics. */
export interface PageSample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** In ms since the epoch, when the page has it. */
  readonly atMs?: number;
}

/** A page of metrics in Prometheus' text format. */
export interface MetricsPage {
  readonly samples: readonly PageSample[];
  /** Names of the samples that only grow: counters, and counts and sums of histograms and summaries. */
  readonly counters: ReadonlySet<string>;
  /** Names of all metrics that the page describes, also of those that have no sample yet. */
  readonly described: ReadonlySet<string>;
}

/** A sample. After `#`, OpenMetrics may add an exemplar, which has labels and a value of its own. */
const LINE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[^"{}]|"(?:[^"\\]|\\.)*")*)\})?[ \t]+(\S+)(?:[ \t]+(-?\d+(?:\.\d+)?))?/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  // OpenMetrics names a counter without the suffix that its samples have.
  counter: ['', '_total'],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['_sum', '_count'],
};

/** Reads a page in Prometheus' text format, or in OpenMetrics, whose lines it shares. */
export function parseMetricsPage(text: string): MetricsPage {
  const samples: PageSample[] = [];
  const counters = new Set<string>();
  const described = new Set<string>();
  const isOpenMetrics = text.trimEnd().endsWith('# EOF');
  for (const line of text.split('\n')) {
    const [, typed, type = ''] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    if (typed !== undefined) described.add(typed);
    for (const suffix of typed === undefined ? [] : (SUFFIXES[type] ?? [])) counters.add(typed + suffix);
    const [, metric, inside = '', number = '', time] = LINE.exec(line) ?? [];
    if (metric === undefined) continue;
    const labels = Object.fromEntries(
      [...inside.matchAll(LABEL)].map(([, name = '', value = '']) => [name, unescaped(value)]),
    );
    const atMs = time === undefined ? undefined : Number(time) * (isOpenMetrics ? 1_000 : 1);
    samples.push({ metric, labels, value: numberOf(number), ...(atMs !== undefined && { atMs }) });
  }
  return { samples, counters, described: new Set([...described, ...counters]) };
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

/** Reads a number as Prometheus writes it. */
export function numberOf(text: string): number {
  if (/^[+-]?Inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

/** Reads the page of metrics of a service. */
export class MetricsPageReader implements SourceReader {
  readonly #counters = new Counters();

  constructor(
    private readonly source: ObservedSource,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  async read(signal: AbortSignal): Promise<Readings> {
    const { url = '', series } = this.source;
    const accept = 'text/plain;version=0.0.4, */*;q=0.1';
    const page = parseMetricsPage(await getText(url, { accept, ...this.headers }, signal));
    const atMs = Date.now();
    return eachSeries(series, (query) => this.#reading(query, page, atMs));
  }

  #reading(query: SeriesQuery, page: MetricsPage, nowMs: number): Reading | string | undefined {
    const { name, metric = '', labels = {}, isRate = page.counters.has(metric) } = query;
    const found = page.samples.filter(
      (sample) =>
        sample.metric === metric &&
        Object.entries(labels).every(([label, value]) => (sample.labels[label] ?? '') === value),
    );
    if (found.length === 0) {
      if (!isKnown(metric, page)) return notThere(metric, page);
      // Many services show a series only after its first event. All that its counter then shows happened after this reading.
      if (isRate) this.#counters.sumPerSecond(name, new Map(), nowMs);
      return undefined;
    }
    const times = found.flatMap((sample) => sample.atMs ?? []);
    const atMs = times.length === 0 ? undefined : times.reduce((latest, time) => Math.max(latest, time));
    const value = isRate
      ? this.#counters.sumPerSecond(name, bySeries(found), atMs ?? nowMs)
      : found.reduce((total, sample) => total + sample.value, 0);
    return value === undefined ? undefined : { value, ...(atMs !== undefined && { atMs }) };
  }
}

/** Values by the labels of their series. */
function bySeries(samples: readonly PageSample[]): Map<string, number> {
  return new Map(samples.map(({ labels, value }) => [JSON.stringify(labels), value]));
}

function isKnown(metric: string, { samples, described }: MetricsPage): boolean {
  return described.has(metric) || samples.some((sample) => sample.metric === metric);
}

function notThere(metric: string, { samples, described }: MetricsPage): string {
  const guess = nearest(metric, new Set([...samples.map((sample) => sample.metric), ...described]));
  return `the page has no metric ${metric}${guess === undefined ? '' : `: did you mean ${guess}?`}`;
}
