/** What one part of a byte stream holds of a frame. */
export interface Piece<Head> {
  readonly head: Head;
  /** Whether the head of the frame is complete with this part: the first piece of the frame. */
  readonly isFirst: boolean;
  /** Bytes after the head that are in this part. */
  readonly payload: Buffer;
}

/** Finds the frames in a byte stream that comes in parts: each has a head of the same size, which says how many bytes follow. */
export class Frames<Head extends { readonly length: number }> {
  /** The beginning of a frame whose head is not complete. */
  #begun = Buffer.alloc(0);
  #current: { readonly head: Head; left: number } | undefined;

  /**
   * @param headBytes size of a head
   * @param read reads a head; its `length` is the number of bytes that follow it
   * @param skip bytes to skip before the first frame
   */
  constructor(
    private readonly headBytes: number,
    private readonly read: (head: Buffer) => Head,
    private skip = 0,
  ) {}

  /** @returns the pieces of frames in this part, in order */
  add(part: Buffer): Piece<Head>[] {
    const pieces: Piece<Head>[] = [];
    let rest = part.subarray(this.skip);
    this.skip -= part.length - rest.length;
    const take = (isFirst: boolean) => {
      if (!this.#current) return;
      const { head, left } = this.#current;
      const payload = rest.subarray(0, left);
      rest = rest.subarray(left);
      this.#current = payload.length < left ? { head, left: left - payload.length } : undefined;
      pieces.push({ head, isFirst, payload });
    };
    take(false);
    rest = Buffer.concat([this.#begun, rest]);
    while (rest.length >= this.headBytes) {
      const head = this.read(rest.subarray(0, this.headBytes));
      rest = rest.subarray(this.headBytes);
      this.#current = { head, left: head.length };
      take(true);
    }
    this.#begun = Buffer.from(rest);
    return pieces;
  }
}
