const LONGEST = 200;
/** Longest text of each of path, expected and got, so that a long one leaves room for the others. */
const LONGEST_PART = 55;

/**
 * Finds the first field of `expected` that `got` does not have with the same value.
 * @returns a text of at most 200 characters with path, expected and got; undefined when all fields are equal
 */
export function mismatch(expected: object, got: object | null | undefined): string | undefined {
  // A loop by index, because in k6 entries, iterators and `for … in` cost several times as much as the comparison.
  const fields = Object.keys(expected);
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] as string;
    const found = (got as Readonly<Record<string, unknown>> | null | undefined)?.[field];
    const wanted = (expected as Readonly<Record<string, unknown>>)[field];
    if (found !== wanted) return difference(field, wanted, found);
  }
  return undefined;
}

/**
 * Finds the first place where `got` does not contain `expected`. Objects may have more fields than expected. Lists must have
 * the same items, in any order. An expected key in snake_case also matches camelCase.
 * @param path path of both values, for people
 * @returns a text of at most 200 characters with path, expected and got; undefined when `got` contains `expected`
 */
export function subsetMismatch(expected: unknown, got: unknown, path: string): string | undefined {
  if (Array.isArray(expected)) return listMismatch(expected, got, path);
  if (typeof expected !== 'object' || expected === null) {
    return expected === got ? undefined : difference(path, expected, got);
  }
  if (typeof got !== 'object' || got === null || Array.isArray(got)) return difference(path, expected, got);
  const found = got as Readonly<Record<string, unknown>>;
  const keys = Object.keys(expected);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const value = (expected as Readonly<Record<string, unknown>>)[key];
    // Most expected values are plain and equal, so this builds no path for them.
    if (found[key] === value && typeof value !== 'object') continue;
    const name = key in found ? key : key.replace(/_+([a-z0-9])/g, (_, letter) => letter.toUpperCase());
    const wrong = subsetMismatch(value, found[name], `${path}.${key}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function listMismatch(expected: readonly unknown[], got: unknown, path: string): string | undefined {
  if (!Array.isArray(got)) return difference(path, expected, got);
  if (got.length !== expected.length) return difference(`${path}.length`, expected.length, got.length);
  // An expected item may match several items: when its place is taken, the owner of the place is moved to another one.
  const owners: number[] = [];
  const place = (index: number, seen: boolean[]): boolean =>
    got.some((item, spot) => {
      if (seen[spot] || subsetMismatch(expected[index], item, '') !== undefined) return false;
      seen[spot] = true;
      const owner = owners[spot];
      if (owner !== undefined && !place(owner, seen)) return false;
      owners[spot] = index;
      return true;
    });
  const lost = expected.findIndex((_, index) => !place(index, []));
  return lost < 0 ? undefined : difference(`${path}[${lost}]`, expected[lost], got);
}

/** Writes what was expected and what was received, in at most 200 characters. */
export function difference(path: string, expected: unknown, got: unknown): string {
  return `${part(path)}: expected ${part(json(expected))}, got ${part(json(got))}`.slice(0, LONGEST);
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

function part(text: string): string {
  return text.length > LONGEST_PART ? `${text.slice(0, LONGEST_PART - 1)}…` : text;
}
