import { expect, it } from 'vitest';
import { FirstMessages, http2Frames } from './http2-frames';

const [DATA, HEADERS, SETTINGS] = [0, 1, 4];
const END_STREAM = 1;

/** A frame. A number is the length of a payload of zeros. */
function frame(type: number, stream: number, payload: Buffer | number, flags = 0): Buffer {
  const content = typeof payload === 'number' ? Buffer.alloc(payload) : payload;
  const bytes = Buffer.concat([Buffer.alloc(9), content]);
  bytes.writeUIntBE(content.length, 0, 3);
  bytes.writeUInt8(type, 3);
  bytes.writeUInt8(flags, 4);
  bytes.writeUInt32BE(stream, 5);
  return bytes;
}

/** A message of gRPC with its prefix. */
function message(length: number): Buffer {
  const bytes = Buffer.alloc(5 + length);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

function partsOf(bytes: Buffer, length: number): Buffer[] {
  const count = Math.ceil(bytes.length / length);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * length, (at + 1) * length));
}

it('frames are found wherever the parts are cut', () => {
  const bytes = Buffer.concat([frame(SETTINGS, 0, 6), frame(HEADERS, 1, 30), frame(DATA, 1, 50, END_STREAM)]);
  for (const length of [1, 8, 9, 10, 40, bytes.length]) {
    const frames = http2Frames();
    const pieces = partsOf(bytes, length).flatMap((part) => frames.add(part));
    expect(
      pieces.filter(({ isFirst }) => isFirst).map(({ head }) => head),
      `parts of ${length} bytes`,
    ).toEqual([
      { type: SETTINGS, length: 6, stream: 0, isLast: false },
      { type: HEADERS, length: 30, stream: 1, isLast: false },
      { type: DATA, length: 50, stream: 1, isLast: true },
    ]);
    expect(Buffer.concat(pieces.map(({ payload }) => payload))).toHaveLength(6 + 30 + 50);
  }
});

it('the first message of a stream is found once, unless the stream ends with it', () => {
  const messages = new FirstMessages();
  expect(messages.isIn(Buffer.concat([frame(SETTINGS, 0, 6), frame(HEADERS, 1, 30)]))).toBe(false);
  expect(messages.isIn(frame(DATA, 1, message(20)))).toBe(true);
  expect(messages.isIn(frame(DATA, 1, message(20)))).toBe(false);
  const whole = [frame(HEADERS, 3, 30), frame(DATA, 3, message(20)), frame(HEADERS, 3, 9, END_STREAM)];
  expect(messages.isIn(Buffer.concat(whole))).toBe(false);
  const next = [frame(DATA, 1, message(20)), frame(HEADERS, 5, 30), frame(DATA, 5, message(0))];
  expect(messages.isIn(Buffer.concat(next))).toBe(true);
});

it('the first message ends with its last byte, in however many frames and parts it comes', () => {
  const [first, others] = [message(4_000), [message(7), message(0), message(2_000)]];
  const content = Buffer.concat([first, ...others]);
  for (const frameBytes of [3, 5, 1_600]) {
    const bytes = Buffer.concat(partsOf(content, frameBytes).map((payload) => frame(DATA, 1, payload)));
    const end = first.length + 9 * Math.ceil(first.length / frameBytes);
    for (const length of [1, 100, 3_300]) {
      const messages = new FirstMessages();
      const found = partsOf(bytes, length).flatMap((part, at) => (messages.isIn(part) ? [at] : []));
      expect(found, `frames of ${frameBytes}, parts of ${length} bytes`).toEqual([
        Math.ceil(end / length) - 1,
      ]);
    }
  }
});
