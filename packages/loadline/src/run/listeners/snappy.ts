const LITERAL_BYTES = 65_536;
/** Tag of a literal whose length, less one, follows in two bytes. */
const LITERAL_16 = 61 << 2;

/**
 * Bytes in Snappy's block format, which remote write asks for, as literals alone. They are not compressed: requests are small, and
 * a reader takes them like any others. https://github.com/google/snappy/blob/main/format_description.txt
 */
export function snappy(bytes: Uint8Array): Buffer {
  const parts = [varint(bytes.length)];
  for (let at = 0; at < bytes.length; at += LITERAL_BYTES) {
    const literal = bytes.subarray(at, at + LITERAL_BYTES);
    const last = literal.length - 1;
    parts.push(Buffer.from([LITERAL_16, last & 255, last >> 8]), Buffer.from(literal));
  }
  return Buffer.concat(parts);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
