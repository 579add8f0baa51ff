import { z } from 'zod';
import { parseDuration } from '../core/text/duration';
import { thereIsNo } from '../core/text/nearest';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';

/** Error option of a schema: the message says what to write, and of a missing key that it is missing. */
export function ask(what: string): { error: (issue: { readonly input?: unknown }) => string } {
  return { error: ({ input }) => (input === undefined ? `is missing: ${what}` : what) };
}

/** A duration with units, as text. */
export const duration = z
  .string(ask('write a duration in quotes or with a unit, such as 30s'))
  .superRefine((text, context) => {
    try {
      parseDuration(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
    }
  });

/** A text that is not empty. */
export const text = z.string(ask('write a text')).min(1, 'is empty: write a text');

/** A whole number of at least `min`. */
export function wholeNumber(min: number): z.ZodInt {
  const message = `write a whole number from ${min} upwards`;
  return z.int(ask(message)).min(min, message);
}

const RATE = 'write users per second, a number above 0';

/** Users per second. */
export const spawnRate = z.number(RATE).positive(RATE);

/** The problems that a schema found, with the nearest valid key for each unknown one. @param where names the file */
export function problemsOf(error: z.ZodError, where: string, schema: z.ZodType): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    const path = pathText(issue.path);
    if (issue.code === 'unrecognized_keys') {
      const valid = keysAt(schema, issue.path);
      return issue.keys.map(
        (key): Problem => ({
          code: 'plan-file-value',
          where: `${where}: ${path === '' ? key : `${path}.${key}`}`,
          message: thereIsNo('key', key, valid),
        }),
      );
    }
    // For an invalid key, the message comes from the key's own schema.
    const { message } = (issue.code === 'invalid_key' ? issue.issues[0] : undefined) ?? issue;
    return [{ code: 'plan-file-value', where: path === '' ? where : `${where}: ${path}`, message }];
  });
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/** Message about the first key of a path that a schema does not accept. Undefined when it accepts them all. */
export function unknownKey(schema: z.ZodType, path: readonly string[]): string | undefined {
  for (const [index, key] of path.entries()) {
    const valid = keysAt(schema, path.slice(0, index));
    if (valid.length > 0 && !valid.includes(key)) return thereIsNo('key', key, valid);
  }
  return undefined;
}

/** The keys that a schema accepts at a path. An empty list when it accepts any key. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: z.ZodType | undefined = unwrap(schema);
  for (const key of path) {
    if (at instanceof z.ZodObject) at = unwrap(own(at.shape, String(key)) as z.ZodType | undefined);
    else if (at instanceof z.ZodArray) at = unwrap(at.element as z.ZodType);
    else if (at instanceof z.ZodRecord) at = unwrap(at.valueType as z.ZodType);
    else return [];
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap() as z.ZodType) : schema;
}
