import { parse } from 'csv-parse/sync';

/** What becomes of the samples of one series: when each was taken, in µs since the epoch, and its value. */
export type SampleHandler = (timestampUs: number, value: number) => void;

/** Chooses what becomes of a series; undefined: its samples are passed over. */
export type SeriesResolver = (
  metric: string,
  tags: Readonly<Record<string, string>>,
) => SampleHandler | undefined;

/** A file that is not what k6 writes with `--out csv`; the message names the column. */
export class SamplesError extends Error {
  override readonly name = 'SamplesError';
}

const FIRST_COLUMNS = ['metric_name', 'timestamp', 'metric_value'];
const LAST_COLUMNS = ['extra_tags', 'metadata'];

/** No sample of a run lies further from the first one of its file than the load is long, and this: set-up and clean-up. */
const MOST_BESIDE_LOAD_US = 3600e6;

/** In 1973: what is read as an earlier time is no time, such as the title of the column. */
const EARLIEST_US = 1e14;

const NEWLINE = 10;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;

/**
 * Reads k6's CSV samples from blocks of bytes of any length. A run has millions of samples but few series, so a line is
 * never made into text: name and tags are hashed where they lie, and only the first line of each series is parsed.
 */
export class SampleScanner {
  private columns: string[] | undefined;
  private rest = Buffer.alloc(0);
  private readonly handlers = new Map<number, SampleHandler | undefined>();
  /** Samples read up to now. */
  count = 0;
  /** Lowest and highest timestamp up to now, in µs since the epoch. */
  earliestUs = Number.POSITIVE_INFINITY;
  latestUs = 0;
  /** Samples that were left out, as they are too far off in time, and the first of them, in words. */
  far = 0;
  firstFar: string | undefined;
  /** Whether a second file begins in this one; what follows is left out. */
  isAppended = false;
  private firstUs = 0;

  /** @param loadMs length of the load: samples that lie further apart than a run can be long are left out */
  constructor(
    private readonly resolve: SeriesResolver,
    private readonly loadMs = Number.POSITIVE_INFINITY,
  ) {}

  /** Takes the next block. @throws {SamplesError} when the columns are others than k6 writes */
  scan(block: Buffer): void {
    const bytes = this.rest.length === 0 ? block : Buffer.concat([this.rest, block]);
    let start = 0;
    if (this.isAppended) return;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      if (this.columns) this.line(bytes, start, end);
      else this.columns = readColumns(bytes.toString('utf8', start, end));
      start = end + 1;
      if (this.isAppended) return;
    }
    // A copy: the block may be used again by who gave it.
    this.rest = Buffer.from(bytes.subarray(start));
  }

  /** Whether the last line has no end: the file was cut. */
  get isCut(): boolean {
    return this.rest.length > 0;
  }

  /** `metric,timestamp,value,tags…`: two hashes over name and tags, together 53 bits, tell the series apart. */
  private line(bytes: Buffer, start: number, end: number): void {
    let at = start;
    let low = 0x811c9dc5;
    let high = 0x9747b28c;
    for (let byte = bytes[at] as number; byte !== COMMA && at < end; byte = bytes[++at] as number) {
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte, 0x85ebca6b);
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
    for (let i = at; i < end; i++) {
      const byte = bytes[i] as number;
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte, 0x85ebca6b);
    }
    if (!this.isNear(timestampUs, bytes, start, end)) return;
    const series = (low >>> 0) * 0x200000 + ((high >>> 11) & 0x1fffff);
    let handler = this.handlers.get(series);
    if (handler === undefined && !this.handlers.has(series)) {
      handler = this.handlerOf(bytes.toString('utf8', start, end));
      this.handlers.set(series, handler);
    }
    this.count += 1;
    if (timestampUs > this.latestUs) this.latestUs = timestampUs;
    if (timestampUs < this.earliestUs) this.earliestUs = timestampUs;
    handler?.(timestampUs, bytes[valueStart] === MINUS ? -digits / scale : digits / scale);
  }

  /** Whether a sample can be of this run by its time. */
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

  private handlerOf(line: string): SampleHandler | undefined {
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
