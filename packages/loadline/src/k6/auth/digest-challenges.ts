/**
 * Reads the parameters of each Digest challenge in a header `www-authenticate`. The header may contain several
 * challenges, some of them for other schemes. No regular expression is used, because the first one costs each virtual
 * user 15 kB.
 */
export function digestChallenges(header: string): Record<string, string>[] {
  const challenges: Record<string, string>[] = [];
  let current: Record<string, string> | undefined;
  let at = 0;
  while (at < header.length) {
    const word = wordAt(header, at);
    at += word.length;
    if (word === '') at += 1;
    else if (header[at] === '=') {
      const { value, end } = valueAt(header, at + 1);
      if (current) current[word.toLowerCase()] = value;
      at = end;
    } else {
      // A word without a value begins a challenge. Challenges of other schemes are skipped.
      current = word.toLowerCase() === 'digest' ? {} : undefined;
      if (current) challenges.push(current);
    }
  }
  return challenges;
}

const BETWEEN = ' \t,=';

function wordAt(text: string, from: number): string {
  let end = from;
  while (end < text.length && !BETWEEN.includes(text[end] as string)) end += 1;
  return text.slice(from, end);
}

/** Reads a value with or without quotation marks. Inside them, `\` escapes the next character. */
function valueAt(text: string, from: number): { value: string; end: number } {
  if (text[from] !== '"') {
    const value = wordAt(text, from);
    return { value, end: from + value.length };
  }
  let value = '';
  let at = from + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\') at += 1;
    value += text[at] ?? '';
    at += 1;
  }
  return { value, end: at + 1 };
}
