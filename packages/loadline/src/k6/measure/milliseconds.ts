/** Those that were read: a suite has few, and asks for them again and again. */
const read: Record<string, number> = {};

/**
 * A duration that has been checked before, in ms: `500ms`, `2s`, `1m30s`. Virtual users need no more of
 * `parseDuration` than this; k6 takes a quarter of a millisecond for a regular expression's matches.
 */
export function milliseconds(text: string): number {
  read[text] ??= parsed(text);
  return read[text];
}

function parsed(text: string): number {
  let ms = 0;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit <= 9) {
      count = count * 10 + digit;
      continue;
    }
    if (text.startsWith('ms', i)) return ms + count;
    ms += count * (text[i] === 'h' ? 3_600_000 : text[i] === 'm' ? 60_000 : 1_000);
    count = 0;
  }
  return ms;
}
