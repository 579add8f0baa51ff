/** A frame begins with 9 bytes: length (3), type (1), flags (1), stream (4). */
const HEAD_BYTES = 9;
const END_STREAM = 1;

/** Types of frames. */
const DATA = 0;
export const HEADERS = 1;

/** The head of a frame. */
interface Frame {
  readonly type: number;
  /** Bytes after the head. */
  readonly length: number;
  readonly stream: number;
  /** Whether its sender sends nothing more on this stream. */
  readonly isLast: boolean;
}

/** Finds the frames in what one side of an HTTP/2 connection without TLS sends. */
export class Http2Frames {
  /** The beginning of a frame whose head is not complete. */
  #head = Buffer.alloc(0);

  /** @param skip bytes to skip before the next frame */
  constructor(private skip = 0) {}

  /** @returns the frames whose head is complete with this part, in order */
  add(part: Buffer): Frame[] {
    const frames: Frame[] = [];
    let rest = Buffer.concat([this.#head, part]);
    for (;;) {
      const skipped = Math.min(this.skip, rest.length);
      this.skip -= skipped;
      rest = rest.subarray(skipped);
      if (rest.length < HEAD_BYTES) break;
      const [length, type, stream] = [rest.readUIntBE(0, 3), rest.readUInt8(3), rest.readUInt32BE(5)];
      const canEnd = type === DATA || type === HEADERS;
      frames.push({ type, length, stream, isLast: canEnd && (rest.readUInt8(4) & END_STREAM) !== 0 });
      this.skip = HEAD_BYTES + length;
    }
    this.#head = Buffer.from(rest);
    return frames;
  }
}

/** Finds the parts of the replies of an HTTP/2 connection with the first message of a stream that goes on after it. */
export class FirstMessages {
  readonly #frames = new Http2Frames();
  /** Streams whose first message has come. */
  readonly #begun = new Set<number>();

  /** @returns whether a stream has its first message in this part, and does not end in it */
  isIn(part: Buffer): boolean {
    const found = new Set<number>();
    for (const { type, length, stream, isLast } of this.#frames.add(part)) {
      if (type === DATA && length > 0 && !this.#begun.has(stream)) {
        this.#begun.add(stream);
        found.add(stream);
      }
      if (!isLast) continue;
      this.#begun.delete(stream);
      found.delete(stream);
    }
    return found.size > 0;
  }
}
