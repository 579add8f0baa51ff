/**
 * Refuses unknown keys, because a mistyped key would have no effect.
 * @param {string} where name of the object with the keys, such as `bundles()`
 * @param {object} given
 * @param {readonly string[]} valid
 * @throws {Error} naming each unknown key, and the valid key that was probably meant
 */
export function refuseUnknownKeys(where, given, valid) {
  const unknown = Object.keys(given).filter((key) => !valid.includes(key));
  if (unknown.length === 0) return;
  const names = unknown.map((key) => {
    const near = nearest(key, valid);
    return `"${key}"${near === undefined ? '' : ` (did you mean "${near}"?)`}`;
  });
  throw new Error(`${where} has no ${names.join(', no ')}: valid: ${valid.join(', ')}`);
}

/**
 * The valid key with the smallest edit distance, unless that is more than half of the longer key's length.
 * @param {string} key
 * @param {readonly string[]} valid
 */
function nearest(key, valid) {
  const rated = valid.map((name) => ({ name, edits: edits(key.toLowerCase(), name.toLowerCase()) }));
  const [best] = rated.sort((a, b) => a.edits - b.edits);
  return best && best.edits <= Math.max(key.length, best.name.length) / 2 ? best.name : undefined;
}

/**
 * Edit distance: the number of letters to add, remove or replace.
 * @param {string} a
 * @param {string} b
 */
function edits(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...a].entries()) {
    const next = [at + 1];
    for (const [to, other] of [...b].entries()) {
      const replaced = (row[to] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
