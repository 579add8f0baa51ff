/**
 * Reads a record by a name that somebody else chose. `record[name]` would also find what every object inherits:
 * `constructor`, `toString`, `__proto__`.
 */
export function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
