import { Frames } from './frames';

/** A frame begins with 9 bytes: length (3), type (1), flags (1), stream (4). */
const HEAD_BYTES = 9;
const END_STREAM = 1;

/** Types of frames. */
const DATA = 0;
export const HEADERS = 1;

/** A message of gRPC begins with 5 bytes: whether it is compressed (1), length (4). */
const PREFIX_BYTES = 5;

/** The head of a frame. */
interface Head {
  readonly type: number;
  /** Bytes after the head. */
  readonly length: number;
  readonly stream: number;
  /** Whether its sender sends nothing more on this stream. */
  readonly isLast: boolean;
}

/**
 * Finds the frames in what one side of an HTTP/2 connection without TLS sends.
 * @param skip bytes to skip before the first frame
 */
export function http2Frames(skip = 0): Frames<Head> {
  return new Frames(HEAD_BYTES, readHead, skip);
}

function readHead(bytes: Buffer): Head {
  const [length, type, stream] = [bytes.readUIntBE(0, 3), bytes.readUInt8(3), bytes.readUInt32BE(5)];
  const canEnd = type === DATA || type === HEADERS;
  return { type, length, stream, isLast: canEnd && (bytes.readUInt8(4) & END_STREAM) !== 0 };
}

/**
 * Finds the parts of the replies of an HTTP/2 connection with the end of the first message of a stream that goes on after it. A
 * message may be in many frames, and a frame in many parts. Servers of gRPC do not pad their frames.
 */
export class FirstMessages {
  readonly #frames = http2Frames();
  /** The first message of each open stream, as far as it has come. */
  readonly #messages = new Map<number, { prefix: Buffer; left: number }>();

  /** @returns whether a stream has the end of its first message in this part, and does not end in it */
  isIn(part: Buffer): boolean {
    const found = new Set<number>();
    for (const { head, payload } of this.#frames.add(part)) {
      const { type, stream, isLast } = head;
      if (isLast) {
        this.#messages.delete(stream);
        found.delete(stream);
      } else if (type === DATA && this.#completes(stream, payload)) found.add(stream);
    }
    return found.size > 0;
  }

  /** Whether the first message of a stream is complete with these bytes, and was not before. */
  #completes(stream: number, payload: Buffer): boolean {
    const message = this.#messages.get(stream) ?? { prefix: Buffer.alloc(0), left: PREFIX_BYTES };
    this.#messages.set(stream, message);
    if (message.left <= 0) return false;
    if (message.prefix.length < PREFIX_BYTES) {
      message.prefix = Buffer.concat([message.prefix, payload.subarray(0, message.left)]);
      if (message.prefix.length === PREFIX_BYTES) message.left += message.prefix.readUInt32BE(1);
    }
    message.left -= payload.length;
    return message.left <= 0;
  }
}
