import { oneLine } from '../text/printable';

/** Longest example of a failure that is kept. */
export const LONGEST_EXAMPLE = 200;

/** One failure that a line of the log describes: the call or journey, the cause and the text of the error. */
export interface FailureExample {
  readonly of: 'call' | 'journey';
  readonly name: string;
  readonly cause: string;
  readonly text: string;
}

const END = ' (further ones of this user are only counted)';

/** Writes a failure as a line of the log, which people and {@link parseFailureLine} read. */
export function failureLine({ of, name, cause, text }: FailureExample): string {
  const what = of === 'call' ? name : `journey ${name}`;
  return `${what} failed, ${cause}: ${example(text)}${END}`;
}

/** Reads a line that {@link failureLine} wrote. @returns undefined for any other line */
export function parseFailureLine(line: string): FailureExample | undefined {
  if (!line.endsWith(END)) return undefined;
  // The shortest match: the server's own words, which follow, may contain the same pattern.
  const [head, what = '', cause = ''] = /^(.+?) failed, (\w+): /.exec(line) ?? [];
  if (head === undefined) return undefined;
  const text = example(line.slice(head.length, -END.length));
  const journey = /^journey (.+)$/.exec(what)?.[1];
  return journey === undefined
    ? { of: 'call', name: what, cause, text }
    : { of: 'journey', name: journey, cause, text };
}

function example(text: string): string {
  const line = oneLine(text);
  return line.length > LONGEST_EXAMPLE ? `${line.slice(0, LONGEST_EXAMPLE - 1)}…` : line;
}
