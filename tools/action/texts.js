/** Texts for GitHub: workflow commands, and cutting texts that are too long for a summary or a comment. */

/**
 * A workflow command, such as an annotation.
 * @param {string} name
 * @param {Readonly<Record<string, string | number>>} properties
 * @param {string} message
 */
export function workflowCommand(name, properties, message) {
  const given = Object.entries(properties)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${name}${given === '' ? '' : ` ${given}`}::${escapeData(message)}`;
}

/** @param {string} text */
function escapeData(text) {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** @param {string} text */
function escapeProperty(text) {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * Cuts a text to at most `most` bytes of UTF-8: whole lines, and a note about the missing rest.
 * @param {string} text
 * @param {number} most
 * @param {string} note
 */
export function cutTo(text, most, note) {
  if (Buffer.byteLength(text) <= most) return text;
  const end = `\n\n${note}\n`;
  const room = most - Buffer.byteLength(end);
  const kept = Buffer.from(text).subarray(0, Math.max(0, room));
  // A character that was cut in two would appear as a replacement character.
  const whole = new TextDecoder('utf-8').decode(kept, { stream: true });
  const lines = whole.includes('\n') ? whole.slice(0, whole.lastIndexOf('\n')) : whole;
  return `${lines}${end}`;
}
