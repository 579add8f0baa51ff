import { oneLine } from '../text/printable';

/** Longest example of a failure that is kept. */
export const LONGEST_EXAMPLE = 200;

/** One failure as a line of the log tells it: of which call or journey, by which cause, and how it was worded. */
export interface FailureExample {
  readonly of: 'call' | 'journey';
  readonly name: string;
  readonly cause: string;
  readonly text: string;
}

const END = ' (further ones of this user are only counted)';

/** A failure as a line of the log, for people and for {@link parseFailureLine}. */
export function failureLine({ of, name, cause, text }: FailureExample): string {
  const what = of === 'call' ? name : `journey ${name}`;
  return `${what} failed, ${cause}: ${example(text)}${END}`;
}

/** Reads such a line. @returns undefined when it is another one */
export function parseFailureLine(line: string): FailureExample | undefined {
  if (!line.endsWith(END)) return undefined;
  // The first match: what follows are the server's words.
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
