const LONGEST = 200;

/**
 * The first field of `expected` that `got` does not have with the same value.
 * @returns a text of at most 200 characters naming path, expected and got; undefined when all are there
 */
export function mismatch(
  expected: Readonly<Record<string, unknown>>,
  got: object | null | undefined,
): string | undefined {
  for (const [field, value] of Object.entries(expected)) {
    const found = (got as Readonly<Record<string, unknown>> | null | undefined)?.[field];
    if (found === value) continue;
    return `${field}: expected ${JSON.stringify(value)}, got ${JSON.stringify(found)}`.slice(0, LONGEST);
  }
  return undefined;
}
