/**
 * Format of the run's mark in a text of a record, such as a name. `find` must find what `write` wrote, even between other
 * words. It must not confuse two marks, or take a foreign name for one with a mark.
 */
export interface MarkFormat {
  /**
   * @param mark `loadline-<run id>`, with several instances `loadline-<run id>/<i>`; a run ID has letters, digits, `_`, `.`,
   * `-`
   * @param n number of the record, or of the iteration that makes it
   */
  write(mark: string, n: number): string;
  /** @returns the mark that `write` put into this text; undefined when it contains none */
  find(text: string): string | undefined;
}

/** `[loadline-a 7]`, the default: for texts that may contain any character. */
export const bracketMark: MarkFormat = {
  write: (mark, n) => `[${mark} ${n}]`,
  find: (text) => /\[(loadline-[^\s/\]]+(?:\/\d+)?) /.exec(text)?.[1],
};

/**
 * `loadlinex2da-7`: for names of lower-case letters, digits and dashes, such as DNS names. All other characters of the mark,
 * and `x` itself, are written as `x` and two hexadecimal digits.
 */
export const slugMark: MarkFormat = {
  write: (mark, n) => `${mark.replace(/[^0-9a-wyz]/g, (sign) => `x${sign.charCodeAt(0).toString(16)}`)}-${n}`,
  // DNS names may be returned in capitals.
  find: (text) =>
    /(?:^|[^0-9a-z])(loadlinex2d(?:[0-9a-wyz]|x[0-9a-f]{2})+)-\d+(?![0-9a-z])/
      .exec(text.toLowerCase())?.[1]
      ?.replace(/x(..)/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
};

/** The format of the suite. It is set once for each virtual user, when the bundle is evaluated: a bundle has one suite. */
let format = bracketMark;

/** Sets the format in which marks are written and found. */
export function useMark(own: MarkFormat): void {
  format = own;
}

/** Writes the mark with the number of a record, in the suite's format. */
export function writeMark(mark: string, n: number): string {
  return format.write(mark, n);
}

/** Finds the mark in a text, in the suite's format; undefined when there is none. */
export function findMark(text: string): string | undefined {
  return format.find(text);
}
