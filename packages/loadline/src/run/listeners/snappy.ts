const LITERAL_BYTES = 65_536;
/** Tag of a literal. The next two bytes hold its length minus 1. */
const LITERAL_16 = 61 << 2;

/**
 * Writes bytes in Snappy's block format, which remote write requires. It uses only literals, so nothing is compressed:
 * requests are small, and every reader accepts literals.
 * https://github.com/google/snappy/blob/main/format_description.txt
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
