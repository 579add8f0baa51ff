/** Where a text goes wrong, and how. */
interface JsonProblem {
  /** `line:column`, both from 1. */
  readonly at: string;
  readonly message: string;
}

/** @param error what `JSON.parse` threw for the text */
export function jsonProblem(text: string, error: SyntaxError): JsonProblem {
  const said = error.message.replace(/ in JSON at position.*$|, "?\.{0,3}.* is not valid JSON$/s, '');
  return { at: lineAndColumn(text, offsetOf(text, error.message)), message: said.replaceAll('\n', '\\n') };
}

/** An offset in a text as people count: `line:column`, both from 1. */
function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

/** Of a wrong token V8 tells no position: it is behind the longest text that is only cut off. */
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
