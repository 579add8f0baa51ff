import { parse } from 'csv-parse/sync';

/**
 * Receives the samples of one series: the time of each, in µs since the epoch, its value, and a function that returns its
 * metadata as `key=value&…`. Undefined: it has none.
 */
export type SampleHandler = (timestampUs: number, value: number, metadata?: () => string) => void;

/** Chooses the handler of a series. Undefined: its samples are skipped. */
export type SeriesResolver = (
  metric: string,
  tags: Readonly<Record<string, string>>,
) => SampleHandler | undefined;

/** Thrown for a file that k6 did not write with `--out csv`. The message names the column. */
export class SamplesError extends Error {
  override readonly name = 'SamplesError';
}

const FIRST_COLUMNS = ['metric_name', 'timestamp', 'metric_value'];
const LAST_COLUMNS = ['extra_tags', 'metadata'];

/**
 * Time for set-up and clean-up. A sample that is further from the first one of its file than the length of the load plus
 * this time is not of the run.
 */
const MOST_BESIDE_LOAD_US = 3600e6;

/** A day in 1973. A lower number is not a time: it comes from the column's title, for example. */
const EARLIEST_US = 1e14;

const NEWLINE = 10;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const QUOTE = 34;
const ZERO = 48;

const NOTHING = Buffer.alloc(0);

/** A series of samples. `next` links to the other series with the same first hash. */
interface Series {
  readonly second: number;
  readonly handler: SampleHandler;
  readonly next: Series | undefined;
}

const skip: SampleHandler = () => undefined;

/**
 * Reads k6's CSV samples from blocks of bytes of any length. A run has millions of samples but few series, so lines are not
 * decoded to text: name and tags are hashed in place, and only the first line of each series is parsed.
 */
export class SampleScanner {
  private columns: string[] | undefined;
  private rest = NOTHING;
  /** All series by their first hash. The keys are small integers, for which a Map is fast. */
  private readonly series = new Map<number, Series>();
  /** Number of samples read so far. */
  count = 0;
  /** Lowest and highest timestamp so far, in µs since the epoch. */
  earliestUs = Number.POSITIVE_INFINITY;
  latestUs = 0;
  /** Number of samples that were left out because their time is too far off; `firstFar` describes the first of them. */
  far = 0;
  firstFar: string | undefined;
  /** Whether a second CSV header follows in the file. Everything after it is left out. */
  isAppended = false;
  private firstUs = 0;
  private bytes: Buffer = NOTHING;
  private metadataStart = 0;
  private metadataEnd = 0;
  /** Decodes the metadata of the sample that is being handled. Most samples have none, and most handlers do not ask. */
  private readonly metadata = () => this.bytes.toString('latin1', this.metadataStart, this.metadataEnd);

  /** @param loadMs length of the load; samples whose time cannot be in such a run are left out */
  constructor(
    private readonly resolve: SeriesResolver,
    private readonly loadMs = Number.POSITIVE_INFINITY,
  ) {}

  /** Reads the next block. @throws {SamplesError} when the columns are not those that k6 writes */
  scan(block: Buffer): void {
    if (this.isAppended) return;
    let start = 0;
    let end = block.indexOf(NEWLINE);
    if (this.rest.length > 0 && end !== -1) {
      // Only the line that is split between two blocks is concatenated, because copying a whole block would be slow.
      const line = Buffer.concat([this.rest, block.subarray(0, end)]);
      this.next(line, 0, line.length);
      start = end + 1;
      end = block.indexOf(NEWLINE, start);
      this.rest = NOTHING;
    }
    for (; end !== -1 && !this.isAppended; end = block.indexOf(NEWLINE, start)) {
      this.next(block, start, end);
      start = end + 1;
    }
    // A copy, because the caller may reuse the block.
    if (!this.isAppended) this.rest = Buffer.concat([this.rest, block.subarray(start)]);
  }

  private next(bytes: Buffer, start: number, end: number): void {
    if (this.columns) this.line(bytes, start, end);
    else this.columns = readColumns(bytes.toString('utf8', start, end));
  }

  /** Whether the last line has no line end: the file is truncated. */
  get isCut(): boolean {
    return this.rest.length > 0;
  }

  /** Reads one line, `metric,timestamp,value,tags…`. Two 32-bit hashes of name and tags identify the series. */
  private line(bytes: Buffer, start: number, end: number): void {
    let at = start;
    let first = 0x811c9dc5 | 0;
    let second = 0x9747b28c | 0;
    for (let byte = bytes[at] as number; byte !== COMMA && at < end; byte = bytes[++at] as number) {
      first = Math.imul(first ^ byte, 0x01000193);
      second = Math.imul(second ^ byte, 0x85ebca6b);
    }
    let timestampUs = 0;
    for (let byte = bytes[++at] as number; byte !== COMMA && at < end; byte = bytes[++at] as number) {
      timestampUs = timestampUs * 10 + byte - ZERO;
    }
    const valueStart = ++at;
    let digits = 0;
    let scale = 1;
    let isFraction = false;
    for (let byte = bytes[at] as number; byte !== COMMA && at < end; byte = bytes[++at] as number) {
      if (byte === DOT) isFraction = true;
      else if (byte !== MINUS) {
        digits = digits * 10 + byte - ZERO;
        if (isFraction) scale *= 10;
      }
    }
    // The last column is metadata, which is different in each sample and so no part of the series.
    let tagsEnd = end;
    if (bytes[end - 1] !== COMMA && bytes[end - 1] !== QUOTE)
      while (tagsEnd > at && bytes[tagsEnd - 1] !== COMMA) tagsEnd--;
    // Tags are most of a line, so they are hashed four bytes at a time.
    let i = at;
    for (; i + 3 < tagsEnd; i += 4) {
      const word =
        (bytes[i] as number) |
        ((bytes[i + 1] as number) << 8) |
        ((bytes[i + 2] as number) << 16) |
        ((bytes[i + 3] as number) << 24);
      first = Math.imul(first ^ word, 0x01000193);
      first ^= first >>> 15;
      second = Math.imul(second ^ word, 0x85ebca6b);
      second ^= second >>> 13;
    }
    for (; i < tagsEnd; i++) {
      first = Math.imul(first ^ (bytes[i] as number), 0x01000193);
      second = Math.imul(second ^ (bytes[i] as number), 0x85ebca6b);
    }
    if (!this.isNear(timestampUs, bytes, start, end)) return;
    const handler = this.handlerOf(first, second) ?? this.added(first, second, bytes, start, end);
    this.count += 1;
    if (timestampUs > this.latestUs) this.latestUs = timestampUs;
    if (timestampUs < this.earliestUs) this.earliestUs = timestampUs;
    const value = bytes[valueStart] === MINUS ? -digits / scale : digits / scale;
    if (tagsEnd === end) handler(timestampUs, value);
    else {
      this.bytes = bytes;
      this.metadataStart = tagsEnd;
      this.metadataEnd = end;
      handler(timestampUs, value, this.metadata);
    }
  }

  /** Whether the time of a sample can be in this run. */
  private isNear(timestampUs: number, bytes: Buffer, start: number, end: number): boolean {
    if (this.count === 0) this.firstUs = timestampUs;
    const offUs = Math.abs(timestampUs - this.firstUs);
    if (timestampUs > EARLIEST_US && offUs <= this.loadMs * 1000 + MOST_BESIDE_LOAD_US) return true;
    const line = bytes.toString('utf8', start, end);
    this.isAppended = line.startsWith(`${FIRST_COLUMNS.join()},`);
    if (this.isAppended) return false;
    this.far += 1;
    // The header is row 1.
    this.firstFar ??= `row ${this.count + this.far + 1} (${line.slice(0, 60)}…)`;
    return false;
  }

  private handlerOf(first: number, second: number): SampleHandler | undefined {
    let series = this.series.get(first);
    while (series !== undefined && series.second !== second) series = series.next;
    return series?.handler;
  }

  private added(first: number, second: number, bytes: Buffer, start: number, end: number): SampleHandler {
    const handler = this.resolved(bytes.toString('utf8', start, end)) ?? skip;
    this.series.set(first, { second, handler, next: this.series.get(first) });
    return handler;
  }

  /** Parses the first line of a series, and chooses its handler. */
  private resolved(line: string): SampleHandler | undefined {
    const columns = this.columns ?? [];
    const [cells = []] = parse(line) as string[][];
    if (cells.length !== columns.length) {
      throw new SamplesError(`a line has ${cells.length} columns, the header has ${columns.length}: ${line}`);
    }
    const tags: Record<string, string> = {};
    columns.forEach((column, index) => {
      const text = cells[index] ?? '';
      if (text === '' || FIRST_COLUMNS.includes(column) || column === 'metadata') return;
      if (column !== 'extra_tags') tags[column] = text;
      else for (const pair of text.split('&')) tags[pair.replace(/=.*/s, '')] = pair.replace(/^[^=]*=/, '');
    });
    return this.resolve(cells[0] ?? '', tags);
  }
}

function readColumns(header: string): string[] {
  const columns = header.trimEnd().split(',');
  FIRST_COLUMNS.forEach((expected, index) => {
    if (columns[index] !== expected) throw wrongColumn(columns[index], index, expected);
  });
  LAST_COLUMNS.forEach((expected, index) => {
    const place = columns.length - LAST_COLUMNS.length + index;
    if (columns[place] !== expected) throw wrongColumn(columns[place], place, expected);
  });
  return columns;
}

function wrongColumn(found: string | undefined, index: number, expected: string): SamplesError {
  return new SamplesError(
    `column ${index + 1} is "${found ?? ''}" where k6 writes "${expected}": write the samples with k6 run --out csv=…`,
  );
}
