import { parseDocument } from 'yaml';

/**
 * Reads a YAML text; `<<: *base` merges.
 * @throws {Error} saying in one line what is wrong: also of aliases that grow without bounds or hold themselves, and of tags
 * that nobody knows
 */
export function readYaml(text: string): unknown {
  const document = parseDocument(text, { merge: true });
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong) throw new Error(firstLine(wrong.message));
  let value: unknown;
  try {
    value = document.toJS();
    JSON.stringify(value, refuseProto);
  } catch (error) {
    const message = firstLine((error as Error).message);
    if (/alias count/.test(message))
      throw new Error('its aliases (*name) stand for more than can be read: write the values out');
    if (/circular/.test(message))
      throw new Error('an alias (*name) stands for a value that it is a part of: write the value out');
    throw new Error(message);
  }
  return value;
}

/** What reads the plans passes over such a key in silence. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('__proto__ cannot be a name: choose another');
  return value;
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/:$/, '');
}
