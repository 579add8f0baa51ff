import { printable } from './printable';
import { isSecretName, MASK } from './shown-value';

/** Shorter values are not masked: they would also mask unrelated words. */
const SHORTEST_SECRET = 6;

/** Secret values, by their first characters: so the search time does not depend on their number. */
export type Secrets = ReadonlyMap<string, readonly string[]>;

/** Finds the secrets of an environment: values of variables whose name says that they are secret, and queries of URLs. */
export function secretsOf(variables: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(variables).flatMap(([name, value = '']) => {
    if (isSecretName(name)) return value.split(/[\r\n]+/);
    // Reports show this address, and its query is often long.
    if (name === 'TRACE_LINK') return [];
    const [, query = ''] = /^https?:\/\/[^\s?#]*\?([^\s#]+)/i.exec(value) ?? [];
    return query === '' ? [] : [query, ...query.split('&').map((pair) => pair.replace(/^[^=]*=/, ''))];
  });
}

/** Prepares secrets for the search. Values that are too short are left out. */
export function prepareSecrets(values: readonly string[]): Secrets {
  // In an encoded text, a letter beyond ASCII has its original case; in plain text it may be in upper case.
  const forms = values
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .flatMap((value) => [value, printable(value)])
    .flatMap((value) => [value, value.toLowerCase()])
    .map((value) => comparable(decoded(plainView(value)).bytes))
    .filter(({ length }) => length >= SHORTEST_SECRET);
  const byStart = new Map<string, string[]>();
  for (const form of new Set(forms)) {
    const start = form.slice(0, SHORTEST_SECRET);
    byStart.set(start, [...(byStart.get(start) ?? []), form]);
  }
  return byStart;
}

/**
 * Masks the secrets in a text, in all spellings in which a server may repeat them: as they are, in upper case, URL-encoded,
 * escaped for HTML or JSON (also JSON in JSON), in hex, or in base64 at any alignment, as in a Basic header. It also masks
 * all tokens that begin like a JWT, and whatever follows `Bearer`.
 */
export function maskSecrets(text: string, secrets: Secrets): string {
  const known = text
    .replace(/\beyJ[\w-]{8,}(\.[\w-]*)*/g, MASK)
    .replace(/\b(bearer) +[^\s"',]+/gi, `$1 ${MASK}`);
  if (!mayHold(known, secrets)) return known;
  const view = decoded(plainView(known));
  const lower = decoded(plainView(lowerBeyondAscii(known)));
  const mayBeCut = known.length >= MAY_BE_CUT;
  const spans = [
    ...spansOf(comparable(view.bytes), secrets, mayBeCut),
    ...(lower.bytes.length === view.bytes.length ? spansOf(comparable(lower.bytes), secrets, mayBeCut) : []),
    ...wordsIn(view.bytes, secrets),
  ];
  if (spans.length === 0) return known;
  const places = spans
    .map(([from, to]) => [view.from[from] ?? 0, view.to[to - 1] ?? known.length] as const)
    .sort(([a], [b]) => a - b);
  let masked = '';
  let end = 0;
  for (const [from, to] of places) {
    if (from >= end) masked += `${known.slice(end, from)}${MASK}`;
    end = Math.max(end, to);
  }
  return masked + known.slice(end);
}

/**
 * Whether a text may contain a secret. Only then is its place searched for: keeping track of places takes a hundred times as
 * long, which was noticeable when whole replies are printed.
 */
function mayHold(text: string, secrets: Secrets): boolean {
  if (secrets.size === 0 || text.length < SHORTEST_SECRET) return false;
  // Only the search with places handles the bytes of letters beyond ASCII.
  if (/[^\0-\x7f]/.test(text)) return true;
  const flat = unescaped(text);
  return spansOf(comparable(flat), secrets).length > 0 || wordsIn(flat, secrets).length > 0;
}

/** A text as bytes (UTF-8, one character each), with the part of the text that each byte comes from. */
interface View {
  readonly bytes: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

type Span = readonly [from: number, to: number];

function plainView(text: string): View {
  const writer = new ViewWriter();
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    const next = at + (code > 0xffff ? 2 : 1);
    writer.add(utf8(code), at, next);
    at = next;
  }
  return writer;
}

/** Matches escapes of URLs, HTML and JSON: percent-encoding, entities by number and by name, backslashes. */
function escapes(): RegExp {
  return /%([0-9a-f]{2})|&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));|\\+(?:u([0-9a-f]{4}))?/gi;
}

/** Escapes can be nested. They are undone this many times at most. */
const MOST_PASSES = 4;

/** Undoes escapes until none is left. */
function unescaped(text: string): string {
  let now = text;
  for (let pass = 0; pass < MOST_PASSES && /[%&\\]/.test(now); pass++) {
    const next = now.replace(escapes(), (_whole, ...parts: (string | undefined)[]) => bytesOf(parts));
    if (next === now) break;
    now = next;
  }
  return now;
}

/** Does the same as `unescaped`, and keeps track of places. */
function decoded(view: View): View {
  let now = view;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const next = decodedOnce(now);
    if (next.bytes === now.bytes) break;
    now = next;
  }
  return now;
}

function decodedOnce({ bytes, from, to }: View): View {
  const pattern = escapes();
  const writer = new ViewWriter();
  let at = 0;
  const copy = (end: number) => {
    for (; at < end; at++) writer.add(bytes.charAt(at), from[at] ?? 0, to[at] ?? 0);
  };
  for (let found = pattern.exec(bytes); found; found = pattern.exec(bytes)) {
    const [whole, ...parts] = found;
    copy(found.index);
    at = found.index + whole.length;
    writer.add(bytesOf(parts), from[found.index] ?? 0, to[at - 1] ?? 0);
  }
  copy(bytes.length);
  return writer;
}

/** Returns the bytes that an escape stands for. */
function bytesOf([percent, decimal, hex, name, unit]: readonly (string | undefined)[]): string {
  if (percent !== undefined) return String.fromCharCode(Number.parseInt(percent, 16));
  return utf8(codeOf(decimal, hex ?? unit, name));
}

/** @returns -1 for backslashes alone: they are removed, from secrets too */
function codeOf(decimal: string | undefined, hex: string | undefined, name: string | undefined): number {
  if (decimal !== undefined) return Number(decimal);
  if (hex !== undefined) return Number.parseInt(hex, 16);
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return name === undefined ? -1 : (named[name.toLowerCase()] ?? '').charCodeAt(0);
}

class ViewWriter implements View {
  bytes = '';
  readonly from: number[] = [];
  readonly to: number[] = [];

  /** @param from,to the part of the text from which all of these bytes come */
  add(bytes: string, from: number, to: number): void {
    this.bytes += bytes;
    for (let index = 0; index < bytes.length; index++) {
      this.from.push(from);
      this.to.push(to);
    }
  }
}

/** Brings bytes into a form in which upper case, and the `+` of HTML forms, make no difference. */
function comparable(bytes: string): string {
  const isAscii = !/[^\0-\x7f]/.test(bytes);
  const lower = isAscii ? bytes.toLowerCase() : bytes.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return lower.replaceAll('+', ' ');
}

/**
 * Lowers letters beyond ASCII whose lower case has the same length. Other letters stay, so that places are the same in both
 * texts.
 */
function lowerBeyondAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (letter) => {
    const lower = letter.toLowerCase();
    return lower.length === letter.length ? lower : letter;
  });
}

/** A text of at least this length may have been cut at its end: texts are usually cut at some 200 characters. */
const MAY_BE_CUT = 150;

/**
 * Finds the places of secrets: whole, or cut short before an ellipsis, or before the end of a text that may be cut there. At
 * the end of a short text a word such as "password" is not masked, although a secret may begin with it.
 */
function spansOf(bytes: string, secrets: Secrets, mayBeCut = true): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at + SHORTEST_SECRET <= bytes.length; at++) {
    const found = secrets.get(bytes.slice(at, at + SHORTEST_SECRET));
    if (!found) continue;
    const ellipsis = bytes.indexOf(utf8(0x2026), at);
    const cut = bytes.slice(at, ellipsis < 0 ? bytes.length : ellipsis);
    const isCut = ellipsis >= 0 || mayBeCut;
    const lengths = found.map((secret) => {
      if (bytes.startsWith(secret, at)) return secret.length;
      return isCut && secret.startsWith(cut) ? cut.length : 0;
    });
    const length = Math.max(...lengths);
    if (length === 0) continue;
    spans.push([at, at + length]);
    at += length - 1;
  }
  return spans;
}

/**
 * Finds words in base64 or hex that contain a secret. The text around a secret is usually encoded with it, so the whole word
 * is masked.
 */
function wordsIn(bytes: string, secrets: Secrets): Span[] {
  return [
    ...words(bytes, /[A-Za-z0-9+/_-]{8,}/g, 4, fromBase64, secrets),
    ...words(bytes, /[0-9A-Fa-f]{12,}/g, 2, fromHex, secrets),
  ];
}

/** @param alignments number of characters in one group of the encoding: a secret may begin at any of them */
function words(
  bytes: string,
  word: RegExp,
  alignments: number,
  decode: (text: string) => string,
  secrets: Secrets,
): Span[] {
  const spans: Span[] = [];
  for (let found = word.exec(bytes); found; found = word.exec(bytes)) {
    const [text] = found;
    // Base64 text of this length is practically never all lower case or all upper case: these are words.
    if (/^(?:[a-z]*|[A-Z]*)$/.test(text)) continue;
    for (let skipped = 0; skipped < alignments; skipped++) {
      if (spansOf(comparable(unescaped(decode(text.slice(skipped)))), secrets).length === 0) continue;
      spans.push([found.index, found.index + text.length]);
      break;
    }
  }
  return spans;
}

function fromHex(text: string): string {
  let bytes = '';
  for (let at = 0; at + 1 < text.length; at += 2)
    bytes += String.fromCharCode(Number.parseInt(text.slice(at, at + 2), 16));
  return bytes;
}

/** Decodes base64 of both alphabets, without padding. */
function fromBase64(text: string): string {
  let bytes = '';
  let bits = 0;
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    bits = ((bits << 6) | sixBits(text.charCodeAt(at))) & 0xffffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += String.fromCharCode((bits >> count) & 0xff);
  }
  return bytes;
}

function sixBits(code: number): number {
  if (code >= 97) return code - 71;
  if (code >= 65) return code === 95 ? 63 : code - 65;
  if (code >= 48) return code + 4;
  // `+` and `-` are both 62, `/` and `_` are both 63.
  return code === 47 ? 63 : 62;
}

function utf8(code: number): string {
  if (code < 0) return '';
  if (code < 0x80) return String.fromCharCode(code);
  const tail = (shift: number) => String.fromCharCode(0x80 | ((code >> shift) & 0x3f));
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6)) + tail(0);
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12)) + tail(6) + tail(0);
  return String.fromCharCode(0xf0 | ((code >> 18) & 7)) + tail(12) + tail(6) + tail(0);
}
