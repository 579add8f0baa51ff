/**
 * How the records of a system carry the mark of their run in a text, such as a name. What `write` makes stands in names
 * beside other words, and `find` must find it there; no mark may be taken for another one, nor a name of somebody else's for
 * one that carries a mark.
 */
export interface MarkFormat {
  /**
   * @param mark `loadline-<run id>`, of several instances `loadline-<run id>/<i>`; an id is of letters, digits, `_`, `.`, `-`
   * @param n number of the record: of an iteration's, the iteration's
   */
  write(mark: string, n: number): string;
  /** @returns the mark that a text carries, as `write` got it; undefined when it carries none */
  find(text: string): string | undefined;
}

/** `[loadline-a 7]`: for texts that may hold anything; the default. */
export const bracketMark: MarkFormat = {
  write: (mark, n) => `[${mark} ${n}]`,
  find: (text) => /\[(loadline-[^\s/\]]+(?:\/\d+)?) /.exec(text)?.[1],
};

/**
 * `loadlinex2da-7`: for names of lower-case letters, digits and dashes, such as those of DNS. Of the mark, whatever is no
 * lower-case letter and no digit is written as `x` and two hexadecimal digits, and so is `x` itself.
 */
export const slugMark: MarkFormat = {
  write: (mark, n) => `${mark.replace(/[^0-9a-wyz]/g, (sign) => `x${sign.charCodeAt(0).toString(16)}`)}-${n}`,
  // Names of DNS may come back in capitals.
  find: (text) =>
    /(?:^|[^0-9a-z])(loadlinex2d(?:[0-9a-wyz]|x[0-9a-f]{2})+)-\d+(?![0-9a-z])/
      .exec(text.toLowerCase())?.[1]
      ?.replace(/x(..)/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
};

let format = bracketMark;

/** From here on marks are written and found in this way. */
export function useMark(own: MarkFormat): void {
  format = own;
}

/** The mark with the number of a record, in the way that the suite has chosen. */
export function writeMark(mark: string, n: number): string {
  return format.write(mark, n);
}

/** The mark that a text carries, written in the way that the suite has chosen; undefined when it carries none. */
export function findMark(text: string): string | undefined {
  return format.find(text);
}
