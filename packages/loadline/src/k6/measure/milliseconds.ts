/** Cache of parsed durations: a suite has few, and uses them again and again. */
const read: Record<string, number> = Object.create(null);

/**
 * Parses a duration: `500ms`, `2s`, `1m30s`. Returns ms. Virtual users do not use `parseDuration`, because k6 takes a quarter
 * of a millisecond for the matches of a regular expression. Durations that are declared were read by it before the run.
 * @throws {TypeError} when the text is no duration
 */
export function milliseconds(text: string): number {
  read[text] ??= parsed(text);
  return read[text];
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };

function parsed(text: string): number {
  let ms = 0;
  let count: number | undefined;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) {
      count = (count ?? 0) * 10 + digit;
      continue;
    }
    const unitMs = text.startsWith('ms', i) ? 1 : UNITS[text[i] ?? ''];
    if (unitMs === undefined || count === undefined) return refuse(text);
    ms += count * unitMs;
    count = undefined;
    if (unitMs === 1) i++;
  }
  return text.length > 0 && count === undefined ? ms : refuse(text);
}

/** `500` without a unit, `0.5s` and numbers end here: an iteration that reads one is a script error. */
function refuse(text: unknown): never {
  throw new TypeError(
    `${JSON.stringify(text)} is not a duration: write whole numbers with h, m, s or ms, such as 500ms or 1m30s`,
  );
}
