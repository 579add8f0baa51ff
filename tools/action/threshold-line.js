/**
 * The line, from 1, of a threshold in the text of `thresholds/<suite>.json`.
 * @param {string} text
 * @param {string} id as in `result.json`, such as `journeys.crud.response.p95`
 * @param {string} profile thresholds of a profile take precedence over those of the suite
 * @returns {number | undefined} undefined when the text does not have it, because it comes from the suite itself
 */
export function thresholdLine(text, id, profile) {
  const found = keysOf(text);
  for (const path of [`profiles.${profile}.${id}`, id]) {
    // The duration of a call is directly below its name, that of a journey below `duration` or `response`.
    const line = found.get(path) ?? found.get(path.replace(/\.duration\.([^.]+)$/, '.$1'));
    if (line !== undefined) return line;
  }
  return undefined;
}

/**
 * The line of each key of a JSON text, by path. Names may contain dots, so paths are joined and never split.
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
