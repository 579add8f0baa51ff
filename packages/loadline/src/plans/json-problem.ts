/** Position and description of a syntax error. */
interface JsonProblem {
  /** `line:column`, both from 1. */
  readonly at: string;
  readonly message: string;
}

/** Finds the syntax error in a text. @param error that `JSON.parse` threw for the text */
export function jsonProblem(text: string, error: SyntaxError): JsonProblem {
  const said = error.message.replace(/ in JSON at position.*$|, "?\.{0,3}.* is not valid JSON$/s, '');
  return { at: lineAndColumn(text, offsetOf(text, error.message)), message: said.replaceAll('\n', '\\n') };
}

/** Converts an offset to `line:column`, both from 1. */
function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

/** V8 gives no position for a wrong token. It comes right after the longest prefix of the text that is merely incomplete. */
function offsetOf(text: string, message: string): number {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  if (position !== undefined) return Number(position);
  if (!hasWrongToken(text)) return text.length;
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (hasWrongToken(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  return good;
}

function hasWrongToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return /^Unexpected token/.test((error as Error).message);
  }
}
