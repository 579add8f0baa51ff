const BLOCK = 512;

/** What an extended header may say that is about the file and not about when it was packed. */
const KEPT = ['path', 'size'];

/**
 * Takes out of a tar archive what differs each time that k6 packs the same files: times, and the name of a temporary folder.
 * @param from name of that folder
 * @param to a name of the same length
 */
export function reproducibleTar(tar: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error(`${to} is not as long as ${from}`);
  const renamed = Buffer.from(tar.toString('latin1').replaceAll(from, to), 'latin1');
  const parts: Buffer[] = [];
  let at = 0;
  while (at + BLOCK <= renamed.length && renamed[at] !== 0) {
    const header = Buffer.from(renamed.subarray(at, at + BLOCK));
    const size = Number.parseInt(header.toString('latin1', 124, 136), 8) || 0;
    const content = renamed.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (String.fromCharCode(header[156] ?? 0) !== 'x') parts.push(withoutTime(header), padded(content));
    else {
      const records = recordsOf(content).filter((record) =>
        KEPT.includes(record.replace(/^\d+ |=.*$/gs, '')),
      );
      if (records.length === 0) continue;
      const kept = Buffer.from(records.join(''), 'latin1');
      header.write(`${kept.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
      parts.push(withoutTime(header), padded(kept));
    }
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

/** Sets the time of a header to the epoch, and its checksum anew. */
function withoutTime(header: Buffer): Buffer {
  header.write('00000000000\0', 136, 'latin1');
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** Records of an extended header: each begins with its own length. */
function recordsOf(content: Buffer): string[] {
  const records: string[] = [];
  let text = content.toString('latin1');
  while (text !== '') {
    const length = Number.parseInt(text, 10);
    if (!(length > 0)) break;
    records.push(text.slice(0, length));
    text = text.slice(length);
  }
  return records;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}
