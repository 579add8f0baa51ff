/**
 * A text that somebody else supplied, a server, a file or a variable, without what a terminal, a log or a page would obey:
 * terminal escapes and all other control characters, and those that turn the direction of a text around. Line feeds and tabs
 * stay.
 */
export function printable(text: string): string {
  const { any, each, escapes } = patterns();
  // Most texts hold none.
  if (!any.test(text)) return text;
  return text.replace(escapes, '').replaceAll('\r\n', '\n').replace(each, '');
}

/** The same in one line: a line feed in it could begin a line that looks like one of ours. */
export function oneLine(text: string): string {
  return printable(text.replace(/[\r\n\t\v\f\u0085\u2028\u2029]+/g, ' ')).trim();
}

/**
 * All texts in a value, keys of objects among them, made printable.
 * @returns the value itself when all are
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

/** Made when the first text comes: virtual users that say nothing hold none of it. */
let made: Patterns | undefined;

function patterns(): Patterns {
  if (made) return made;
  // C0 but tab and line feed, DEL, C1; line separators, marks and overrides of direction, byte order mark.
  const set =
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]';
  // Of a title, a colour, a movement of the cursor nothing is left, or else its letters would be: OSC and its like, CSI, others.
  const escapes = [
    '(?:\\u001b[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0007\\u001b\\u009c\\n]*(?:\\u0007|\\u001b\\\\|\\u009c)?',
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]',
    '\\u001b[ -/]*[0-~]',
  ];
  made = { any: new RegExp(set), each: new RegExp(set, 'g'), escapes: new RegExp(escapes.join('|'), 'g') };
  return made;
}
