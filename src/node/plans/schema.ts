import { z } from 'zod';
import { parseDuration } from '../../load/duration';
import { didYouMean } from '../../load/nearest';
import type { Problem } from '../../load/problem';

/** A duration with units, kept as text. */
export const duration = z
  .string({ error: 'write a duration in quotes or with a unit, such as 30s' })
  .superRefine((text, context) => {
    try {
      parseDuration(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
    }
  });

/** Users per second. */
export const spawnRate = z.number({ error: 'write users per second, a number above 0' }).positive();

/**
 * What a schema found wrong, a problem each, with the nearest valid key for unknown ones.
 * @param where names the file
 */
export function problemsOf(error: z.ZodError, where: string, schema: z.ZodType): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    const path = pathText(issue.path);
    if (issue.code === 'unrecognized_keys') {
      const valid = keysAt(schema, issue.path);
      return issue.keys.map((key) => ({
        where: `${where}: ${path === '' ? key : `${path}.${key}`}`,
        message: `there is no key "${key}": ${didYouMean(key, valid)}`,
      }));
    }
    return [{ where: path === '' ? where : `${where}: ${path}`, message: issue.message }];
  });
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/** The keys that a schema takes at a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: z.ZodType | undefined = unwrap(schema);
  for (const key of path) {
    if (at instanceof z.ZodObject) at = unwrap(at.shape[String(key)]);
    else if (at instanceof z.ZodArray) at = unwrap(at.element as z.ZodType);
    else if (at instanceof z.ZodRecord) at = unwrap(at.valueType as z.ZodType);
    else return [];
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap() as z.ZodType) : schema;
}
