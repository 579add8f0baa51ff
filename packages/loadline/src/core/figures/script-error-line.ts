/** Most kinds of script errors that are shown: messages that differ each time would fill the log all the same. */
export const MOST_SCRIPT_ERRORS = 20;

const START = 'script error';
const END = '\n(further ones of this kind are only counted)';

/**
 * Writes a script error as lines of the log, with its stack.
 * @param where what the sentence begins with: ` in journey crud`; empty for an error that tells it itself
 */
export function scriptErrorLine(where: string, error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error) : error;
  return `${START}${where}: ${String(text).trimEnd()}${END}`;
}

/** Whether {@link scriptErrorLine} wrote a text. */
export function isScriptErrorLine(text: string): boolean {
  return text.startsWith(`${START} `) || text.startsWith(`${START}: `) ? text.endsWith(END) : false;
}

/**
 * The kind of an error: its text with its stack, without what differs from one iteration to the next, which is any word with a
 * digit in its first line.
 */
export function scriptErrorKind(text: string): string {
  const [first = '', ...stack] = text.trimEnd().split('\n');
  const words = first.split(' ').map((word) => (/\d/.test(word) ? '#' : word));
  return [words.join(' '), ...stack].join('\n');
}
