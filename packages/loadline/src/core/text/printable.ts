/**
 * Removes from a text of foreign origin (a server, a file, a variable) what a terminal, a log or a page would obey: terminal
 * escapes, all other control characters, and characters that reverse the direction of text. Line feeds and tabs stay.
 */
export function printable(text: string): string {
  const { any, each, escapes } = patterns();
  // Most texts contain none of these characters.
  if (!any.test(text)) return text;
  return text.replace(escapes, '').replaceAll('\r\n', '\n').replace(each, '');
}

/** Does the same and puts the text into one line, because after a line feed it could imitate one of loadline's own lines. */
export function oneLine(text: string): string {
  return printable(text.replace(/[\r\n\t\v\f\u0085\u2028\u2029]+/g, ' ')).trim();
}

/**
 * Makes all texts in a value printable, including the keys of objects.
 * @returns the value itself when all texts are printable
 */
export function printableDeep<Value>(value: Value): Value {
  if (typeof value === 'string') return printable(value) as Value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(printableDeep);
    return items.some((item, index) => item !== value[index]) ? (items as Value) : value;
  }
  const entries = Object.entries(value).map(([key, item]) => [printable(key), printableDeep(item)] as const);
  const isSame = entries.every(([key, item]) => (value as Record<string, unknown>)[key] === item);
  return isSame ? value : (Object.fromEntries(entries) as Value);
}

interface Patterns {
  readonly any: RegExp;
  readonly each: RegExp;
  readonly escapes: RegExp;
}

/** The patterns are made on first use, so that virtual users that log nothing do not hold them in memory. */
let made: Patterns | undefined;

function patterns(): Patterns {
  if (made) return made;
  // C0 except tab and line feed, DEL, C1; line separators, marks and overrides of direction, byte order mark.
  const set =
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]';
  // Removes whole escape sequences (OSC and similar, CSI, others), such as a title or a colour. Otherwise their letters would
  // remain.
  const escapes = [
    '(?:\\u001b[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0007\\u001b\\u009c\\n]*(?:\\u0007|\\u001b\\\\|\\u009c)?',
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]',
    '\\u001b[ -/]*[0-~]',
  ];
  made = { any: new RegExp(set), each: new RegExp(set, 'g'), escapes: new RegExp(escapes.join('|'), 'g') };
  return made;
}
