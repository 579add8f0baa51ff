import { own } from '../core/text/own';
import type { Shape } from './operation';

/** Names of fields that may identify a record. */
const IS_KEY = /(^|_|[a-z])(id|key|name|uuid|slug|code|number|uri)$/i;
/** Names of text fields that may carry the mark of the run. */
const CARRIES_MARK = /^(title|name|comment|description|label|summary|subject|text|message|key)$/i;
const DEEPEST = 2;
/** Placeholder for an object that is nested too deeply. The compiler accepts it, and the user has to write the object. */
const UNKNOWN = '{} as never';
const HOUR_MS = 3_600_000;

/** Whether a field has a single value. */
export function isScalar({ kind }: Shape): boolean {
  return kind !== 'object' && kind !== 'list';
}

/** The field that identifies the record. */
export function keyOf(fields: readonly Shape[]): Shape | undefined {
  const scalars = fields.filter((field) => isScalar(field) && !['flag', 'choice'].includes(field.kind));
  return scalars.find(({ name }) => IS_KEY.test(name)) ?? scalars[0];
}

/** Path of the field in a reply that holds the key of the new record. Undefined when there is none. */
export function pathToKey(reply: readonly Shape[], key: string, depth = 0): Shape[] | undefined {
  const isKey = ({ name }: Shape) => alike(name, key);
  const isId = ({ name }: Shape) => /^_?id$/i.test(name) || (alike(name, key) && name !== '');
  const own = reply.filter(isScalar);
  const found =
    own.find(isKey) ?? own.find(isId) ?? own.find(({ name }) => /id$/i.test(name) && /id$/i.test(key));
  if (found) return [found];
  if (depth >= DEEPEST) return undefined;
  for (const field of reply) {
    const below = field.kind === 'object' ? pathToKey(field.fields ?? [], key, depth + 1) : undefined;
    if (below) return [field, ...below];
  }
  return undefined;
}

/** Whether two names are equal apart from `_` and case. */
export function alike(a: string, b: string): boolean {
  const plain = (name: string) => name.replaceAll('_', '').toLowerCase();
  return plain(a) === plain(b);
}

/** A TypeScript expression for a field of a request. @param isMarked whether the value carries the mark of the run */
export function expressionOf(shape: Shape, isMarked = false): string {
  const { kind, example, code, values = [] } = shape;
  if (code !== undefined) return code;
  if (example !== undefined && !isMarked) return JSON.stringify(example);
  switch (kind) {
    case 'bytes':
      return isMarked ? 'b64encode(iteration.marked())' : "'bG9hZGxpbmU='";
    case 'choice':
      // The first value of a protobuf enum means that none was chosen.
      return quoted(values[1] ?? values[0] ?? '');
    case 'flag':
      return 'false';
    case 'number':
      return '1';
    case 'big':
      return "'1'";
    case 'time': {
      const hours = /end|until|expires?|expiry|to$/i.test(shape.name) ? 2 : 0;
      return `new Date(${hours > 0 ? `Date.now() + ${hours * HOUR_MS}` : ''}).toISOString()`;
    }
    case 'date':
      return 'new Date().toISOString().slice(0, 10)';
    case 'object':
      return shape.isCut ? UNKNOWN : objectOf(shape.fields ?? [], {});
    case 'list':
      return shape.item && !shape.item.isCut ? `[${expressionOf(shape.item)}]` : '[]';
    default:
      return isMarked ? 'iteration.marked()' : "'loadline'";
  }
}

/**
 * A TypeScript object with the fields that a request needs. Protos do not say which those are: then it has strings, bytes and
 * small numbers, and at most one field of each oneof. It has no 64-bit number, which may be the id of a record that does not
 * exist.
 * @param given expressions by name of field, in place of generated values
 */
export function objectOf(
  fields: readonly Shape[],
  given: Readonly<Record<string, string>>,
  { isMarked = false, depth = 0 } = {},
): string {
  const taken: string[] = [];
  const saysWhatIsNeeded = fields.some(({ isRequired }) => isRequired !== undefined);
  const marked = isMarked
    ? fields.find(({ kind, name }) => kind === 'text' && CARRIES_MARK.test(name))
    : undefined;
  const parts = fields.flatMap((field) => {
    const { name, oneof, kind } = field;
    const key = property(name);
    const expression = own(given, name);
    if (expression !== undefined) return [expression === key ? key : `${key}: ${expression}`];
    const isWanted = saysWhatIsNeeded
      ? field.isRequired === true || field === marked
      : !['big', 'flag', 'list'].includes(kind) && oneof === undefined;
    if (!isWanted || (oneof !== undefined && taken.includes(oneof))) return [];
    if (oneof !== undefined) taken.push(oneof);
    if (field.code !== undefined) return [`${key}: ${field.code}`];
    if (kind === 'object' && (depth >= DEEPEST || !field.fields?.length)) {
      const lacks = field.isCut || field.fields?.some(({ isRequired }) => isRequired);
      return field.isRequired ? [`${key}: ${lacks ? UNKNOWN : '{}'}`] : [];
    }
    if (kind === 'object')
      return [
        `${key}: ${objectOf(field.fields ?? [], {}, { isMarked: isMarked && !marked, depth: depth + 1 })}`,
      ];
    return [`${key}: ${expressionOf(field, field === marked)}`];
  });
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** A name as a key of a TypeScript object. */
export function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** A string literal in the project's format. */
export function quoted(text: string): string {
  return /['\\\p{Cc}]/u.test(text) ? JSON.stringify(text) : `'${text}'`;
}
