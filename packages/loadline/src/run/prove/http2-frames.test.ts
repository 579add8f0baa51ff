import { expect, it } from 'vitest';
import { FirstMessages, Http2Frames } from './http2-frames';

const [DATA, HEADERS, SETTINGS] = [0, 1, 4];
const END_STREAM = 1;

/** A frame with a payload of zeros. */
function frame(type: number, stream: number, length: number, flags = 0): Buffer {
  const bytes = Buffer.alloc(9 + length);
  bytes.writeUIntBE(length, 0, 3);
  bytes.writeUInt8(type, 3);
  bytes.writeUInt8(flags, 4);
  bytes.writeUInt32BE(stream, 5);
  return bytes;
}

it('frames are found wherever the parts are cut', () => {
  const bytes = Buffer.concat([frame(SETTINGS, 0, 6), frame(HEADERS, 1, 30), frame(DATA, 1, 50, END_STREAM)]);
  for (const length of [1, 8, 9, 10, 40, bytes.length]) {
    const frames = new Http2Frames();
    const found = [];
    for (let at = 0; at < bytes.length; at += length)
      found.push(...frames.add(bytes.subarray(at, at + length)));
    expect(found, `parts of ${length} bytes`).toEqual([
      { type: SETTINGS, length: 6, stream: 0, isLast: false },
      { type: HEADERS, length: 30, stream: 1, isLast: false },
      { type: DATA, length: 50, stream: 1, isLast: true },
    ]);
  }
});

it('the first message of a stream is found once, unless the stream ends with it', () => {
  const messages = new FirstMessages();
  expect(messages.isIn(Buffer.concat([frame(SETTINGS, 0, 6), frame(HEADERS, 1, 30)]))).toBe(false);
  expect(messages.isIn(frame(DATA, 1, 20))).toBe(true);
  expect(messages.isIn(frame(DATA, 1, 20))).toBe(false);
  const whole = [frame(HEADERS, 3, 30), frame(DATA, 3, 20), frame(HEADERS, 3, 9, END_STREAM)];
  expect(messages.isIn(Buffer.concat(whole))).toBe(false);
  expect(messages.isIn(Buffer.concat([frame(DATA, 1, 20), frame(HEADERS, 5, 30), frame(DATA, 5, 20)]))).toBe(
    true,
  );
});
