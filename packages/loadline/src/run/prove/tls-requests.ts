import { Frames } from './frames';

/** A record begins with 5 bytes: type (1), version (2), length (2). */
const HEAD_BYTES = 5;

/** Types of records. In TLS 1.3 the end of a handshake has the type of application data. */
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;

/**
 * Offset of the length of the session id in the first record of a server, which is a ServerHello. The id follows, then the
 * cipher suite.
 */
const SESSION_ID = 43;
const LONGEST_SESSION_ID = 32;
/** First byte of the cipher suites of TLS 1.3. */
const TLS13 = 0x13;
/** Second byte of the one with a hash of 48 bytes. The others have one of 32 bytes. */
const AES_256_GCM_SHA384 = 2;
/** What the record of a Finished message has besides the hash: head, type, and tag of the cipher. */
const MORE_THAN_HASH = 4 + 1 + 16;

/** The client of gRPC sends its preface and its settings in one record each, and waits for the settings of the server. */
const GRPC_RECORDS = 2;

/**
 * Finds the records with requests in what a client sends over TLS. What sets up the connection is no request: the handshake, and
 * the beginning of HTTP/2 when the client offers nothing else, as clients of gRPC do.
 */
export class TlsRequests {
  readonly #records = new Frames(HEAD_BYTES, (head) => ({
    type: head.readUInt8(0),
    length: head.readUInt16BE(3),
  }));
  /** The handshake messages of the client that are not encrypted: its ClientHello comes first. */
  #offered = '';
  #serverHello = Buffer.alloc(0);
  #isSetUp = false;
  #setUpRecords = 0;

  /** @returns whether a record with a part of a request begins in this part */
  isIn(part: Buffer): boolean {
    let isFound = false;
    for (const { head, isFirst, payload } of this.#records.add(part)) {
      if (head.type === HANDSHAKE) this.#offered += payload.toString('latin1');
      if (isFirst && head.type === APPLICATION_DATA && !this.#isOfSetUp(head.length)) isFound = true;
    }
    return isFound;
  }

  /** Takes what the server sends: its first record says how a handshake ends. */
  replied(part: Buffer): void {
    const missing = SESSION_ID + 1 + LONGEST_SESSION_ID + 2 - this.#serverHello.length;
    if (missing > 0) this.#serverHello = Buffer.concat([this.#serverHello, part.subarray(0, missing)]);
  }

  #isOfSetUp(length: number): boolean {
    const finished = this.#finishedBytes();
    if (finished !== undefined && !this.#isSetUp) {
      this.#isSetUp = length === finished;
      return true;
    }
    const isGrpc = this.#offered.includes('\u0002h2') && !this.#offered.includes('http/1.1');
    if (!isGrpc || this.#setUpRecords >= GRPC_RECORDS) return false;
    this.#setUpRecords += 1;
    return true;
  }

  /** Size of the record that ends the handshake of a client in TLS 1.3. Undefined in an earlier version. */
  #finishedBytes(): number | undefined {
    const suiteAt = SESSION_ID + 1 + (this.#serverHello[SESSION_ID] ?? 0);
    if (this.#serverHello[suiteAt] !== TLS13) return undefined;
    return MORE_THAN_HASH + (this.#serverHello[suiteAt + 1] === AES_256_GCM_SHA384 ? 48 : 32);
  }
}
