/** Cache of parsed durations: a suite has few, and uses them again and again. */
const read: Record<string, number> = {};

/**
 * Parses a duration that was checked before: `500ms`, `2s`, `1m30s`. Returns ms. Virtual users do not use `parseDuration`,
 * because k6 takes a quarter of a millisecond for the matches of a regular expression.
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
