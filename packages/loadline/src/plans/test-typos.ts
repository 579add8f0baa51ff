/** Paths of all keys in a value, those in lists included. */
export function keyPaths(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const own = Array.isArray(value) ? [] : [[...path, key]];
    return [...own, ...keyPaths(inner, [...path, key])];
  });
}

/** A copy of a value in which the last key of a path has another name. */
export function withKey(value: unknown, [key = '', ...rest]: readonly string[], name: string): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? withKey(item, rest, name) : item));
  const entries = Object.entries(value as object).map(([own, inner]) => {
    if (own !== key) return [own, inner];
    return rest.length === 0 ? [name, inner] : [own, withKey(inner, rest, name)];
  });
  return Object.fromEntries(entries);
}

/** Typos of a key by one wrong keystroke: a letter left out, doubled, replaced, or swapped with the next. */
export function typosOf(key: string): string[] {
  const typos = [...key].flatMap((letter, i) => {
    const [before, after] = [key.slice(0, i), key.slice(i + 1)];
    return [
      before + after,
      before + letter + letter + after,
      `${before}q${after}`,
      before + after.slice(0, 1) + letter + after.slice(1),
    ];
  });
  return [...new Set(typos)].filter((typo) => typo !== key && typo !== '');
}
