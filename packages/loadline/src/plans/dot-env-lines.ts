/** A line of `.env` that parsers drop, cut or read differently. */
export interface DoubtfulLine {
  /** Number of the line, from 1. */
  readonly line: number;
  /** What is wrong and what to write instead. Never repeats the line: it may hold a secret. */
  readonly message: string;
}

const ASSIGNMENT = /^\s*(?:export\s+)?([\w.-]+)[ \t]*=(.*)$/;
const NOTHING = /^\s*(#.*)?$/;
/** An upper-case name with a value after the `=`. The last line of a base64 key, which ends with `=`, does not match. */
const LOOKS_LIKE_ASSIGNMENT = /^\s*(?:export\s+)?[A-Z_][A-Z0-9_]*=[^=\s]/;

const QUOTE_IT = "write the value in single quotes, NAME='value'";
const WITHOUT_BACKSLASH = 'in quotes of another kind, single, double or `, and without the backslash';

/**
 * The lines that set nothing, or something else than they seem to: the parser skips them silently. Every parser of such
 * files reads all other lines in the same way.
 * @param text of a `.env` file
 */
export function doubtfulLines(text: string): DoubtfulLine[] {
  const lines = text.split(/\r\n|\r|\n/);
  const doubts: DoubtfulLine[] = [];
  const seen = new Map<string, number>();
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (NOTHING.test(line)) continue;
    const [, name, value = ''] = ASSIGNMENT.exec(line) ?? [];
    const before = name === undefined ? undefined : seen.get(name);
    const read = readValue(value, lines.slice(index + 1));
    const message =
      // The parser returns an object, which cannot have this key.
      name === undefined || name === '__proto__'
        ? 'sets nothing: write NAME=value'
        : before !== undefined
          ? `sets what line ${before} has set already: remove one of the two`
          : read.message;
    if (name !== undefined) seen.set(name, index + 1);
    if (message !== undefined) doubts.push({ line: index + 1, message });
    else index += read.furtherLines;
  }
  return doubts;
}

interface ReadValue {
  readonly message?: string;
  /** Number of further lines that belong to the value. */
  readonly furtherLines: number;
}

function readValue(value: string, following: readonly string[]): ReadValue {
  const [, quote, rest = ''] = /^\s*(["'`])(.*)$/.exec(value) ?? [];
  if (quote !== undefined) return readQuoted(quote, rest, following);
  const isCut = /(^|\S)#/.test(value.replace(/\s#.*$/, ''));
  if (!isCut) return { furtherLines: 0 };
  return { furtherLines: 0, message: `holds a #, and readers cut the value there: ${QUOTE_IT}` };
}

function readQuoted(quote: string, rest: string, following: readonly string[]): ReadValue {
  const wrong = (message: string): ReadValue => ({ furtherLines: 0, message });
  const text = [rest, ...following].join('\n');
  const end = text.indexOf(quote);
  if (end === -1) return wrong(`opens a quote (${quote}) that nothing closes: close it, or ${QUOTE_IT}`);
  const content = text.slice(0, end);
  const inner = content.split('\n').slice(1);
  if (content.endsWith('\\'))
    return wrong(
      `holds a quote behind a backslash, which readers take differently: write the value ${WITHOUT_BACKSLASH}`,
    );
  if (quote === '"' && /\\(?![nr])/.test(content))
    return wrong(`holds a backslash in double quotes, which readers take differently: ${QUOTE_IT}`);
  if (!/^(\s*$|\s+#)/.test(text.slice(end + 1).split('\n', 1)[0] ?? ''))
    return wrong(
      `goes on behind the quote (${quote}) that closes the value: write the value in quotes of another kind`,
    );
  const swallowed = inner.findIndex((line) => LOOKS_LIKE_ASSIGNMENT.test(line));
  if (swallowed !== -1)
    return wrong(
      `opens a quote (${quote}) that is closed ${inner.length} lines further on, behind another assignment: close it on its own line`,
    );
  return { furtherLines: inner.length };
}
