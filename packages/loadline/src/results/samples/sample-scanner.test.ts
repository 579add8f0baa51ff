import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SampleScanner } from './sample-scanner';

const HEADER = 'metric_name,timestamp,metric_value,error_code,name,scenario,status,extra_tags,metadata';
const AT_US = 1_795_247_757_000_000;

/** Reads text in blocks that end at the given positions. @returns the samples of each series, by name and tags */
function scanned(text: string, ends: readonly number[] = []) {
  const found: Record<string, [number, number][]> = {};
  let series = 0;
  const scanner = new SampleScanner((metric, tags) => {
    series += 1;
    if (metric === 'skipped') return undefined;
    return (us, value) => {
      const name = `${metric} ${JSON.stringify(tags)}`;
      found[name] = [...(found[name] ?? []), [us - AT_US, value]];
    };
  });
  const bytes = Buffer.from(text);
  const places = [...ends].map((end) => end % (bytes.length + 1)).sort((a, b) => a - b);
  let start = 0;
  for (const end of [...places, bytes.length]) {
    scanner.scan(bytes.subarray(start, end));
    start = end;
  }
  const { count, isCut } = scanner;
  return { found, count, isCut, series };
}

const LINES = Array.from({ length: 40 }, (_, at) =>
  at % 8 === 7
    ? `skipped,${AT_US + at},1.000000,,,,,,`
    : `calls,${AT_US + at},${at % 3 === 0 ? '-' : ''}${at}.250000,,,read,,call=C${at % 5}&phase=load,`,
);
const TEXT = `${[HEADER, ...LINES].join('\n')}\n`;

it('gives the same samples, however the text is divided into blocks', () => {
  const whole = scanned(TEXT);
  expect([whole.count, whole.series, whole.isCut]).toEqual([40, 6, false]);
  expect(whole.found['calls {"scenario":"read","call":"C3","phase":"load"}']).toEqual(
    [3, 8, 13, 18, 28, 33, 38].map((at) => [at, at % 3 === 0 ? -at - 0.25 : at + 0.25]),
  );
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 60 }), (ends) => {
      expect(scanned(TEXT, ends)).toEqual(whole);
    }),
  );
  expect(scanned(TEXT.slice(0, -1)).isCut).toBe(true);
});

it('tells 10,000 series apart', () => {
  const length = 10_000;
  const names = Array.from({ length }, (_, at) => `call=call${at}&journey=j${(at * 7) % 1_000}&phase=load`);
  const seen = new Uint32Array(length);
  const scanner = new SampleScanner((_, { call = '' }) => {
    const own = Number(call.slice(4));
    return (_us, value) => {
      if (value === own) seen[own] = (seen[own] ?? 0) + 1;
    };
  });
  const lines = names.map((tags, at) => `calls,${AT_US},${at}.000000,,,read,,${tags},`);
  scanner.scan(Buffer.from(`${[HEADER, ...lines, ...lines].join('\n')}\n`));
  expect(seen.every((count) => count === 2)).toBe(true);
});

it('keeps metadata apart from the series, and gives it to the handler', () => {
  let series = 0;
  const found: (string | undefined)[] = [];
  const scanner = new SampleScanner(() => {
    series += 1;
    return (_us, _value, metadata) => found.push(metadata?.());
  });
  const line = (at: number, metadata: string) => `calls,${AT_US + at},1.000000,,,,,call=C,${metadata}`;
  const text = [HEADER, line(1, ''), line(2, 'traceparent=00-a'), line(3, 'traceparent=00-bc'), line(4, '')];
  // Blocks that end in the middle of the metadata.
  const bytes = Buffer.from(`${text.join('\n')}\n`);
  const cut = bytes.indexOf('00-bc') + 2;
  scanner.scan(bytes.subarray(0, cut));
  scanner.scan(bytes.subarray(cut));
  expect(found).toEqual([undefined, 'traceparent=00-a', 'traceparent=00-bc', undefined]);
  expect(series).toBe(1);
});
