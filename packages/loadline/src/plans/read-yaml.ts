import { parseDocument } from 'yaml';

/** Thrown for a text that is not valid YAML. */
export class YamlError extends Error {
  override readonly name = 'YamlError';

  /** @param at `line:column`, if it is known */
  constructor(
    message: string,
    readonly at?: string,
  ) {
    super(message);
  }
}

/**
 * Reads a YAML text; `<<: *base` merges.
 * @throws {YamlError} with a message of one line, also for aliases that expand without bounds or contain themselves, and for
 * unknown tags
 */
export function readYaml(text: string): unknown {
  const document = parseDocument(text, { merge: true });
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong) {
    const [start] = wrong.linePos ?? [];
    throw new YamlError(
      firstLine(wrong.message).replace(/ at line \d+, column \d+$/, ''),
      start && `${start.line}:${start.col}`,
    );
  }
  let value: unknown;
  try {
    value = document.toJS();
    JSON.stringify(value, refuseProto);
  } catch (error) {
    const message = firstLine((error as Error).message);
    if (/alias count/.test(message))
      throw new YamlError('its aliases (*name) stand for more than can be read: write the values out');
    if (/circular/.test(message))
      throw new YamlError('an alias (*name) stands for a value that it is a part of: write the value out');
    throw new YamlError(message);
  }
  return value;
}

/** The readers of the plans would ignore such a key silently. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new YamlError('__proto__ cannot be a name: choose another');
  return value;
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/:$/, '');
}
