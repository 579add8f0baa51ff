/**
 * The line, from 1, where a threshold stands in the text of `thresholds/<suite>.json`.
 * @param {string} text
 * @param {string} id as in `result.json`, such as `journeys.crud.response.p95`
 * @param {string} profile thresholds of a profile go before those of the suite
 * @returns {number | undefined} undefined when it is not there: it comes from the suite itself
 */
export function thresholdLine(text, id, profile) {
  const found = keysOf(text);
  for (const path of [`profiles.${profile}.${id}`, id]) {
    // A time of a call stands below its name, one of a journey below `duration` or `response`.
    const line = found.get(path) ?? found.get(path.replace(/\.duration\.([^.]+)$/, '.$1'));
    if (line !== undefined) return line;
  }
  return undefined;
}

/**
 * The line of each key of a JSON text, by its path. Names may hold dots: a path is not split, it is put together.
 * @param {string} text
 * @returns {Map<string, number>}
 */
function keysOf(text) {
  const lines = new Map();
  /** @type {string[]} one for each open brace or bracket: the key that it belongs to */
  const open = [];
  let line = 1;
  let key = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]|\n/g)) {
    if (token.endsWith(':')) {
      key = JSON.parse(token.slice(0, -1).trim());
      lines.set([...open.slice(1), key].join('.'), line);
    } else if (token === '{' || token === '[') {
      open.push(key);
    } else if (token === '}' || token === ']') {
      open.pop();
    }
    line += token.split('\n').length - 1;
  }
  return lines;
}
