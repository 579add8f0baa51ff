/** A JSON schema, or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What `parseDuration` reads. */
export const DURATION_PATTERN = '^(?=\\d)(?:\\d+h)?(?:\\d+m(?!s))?(?:\\d+s)?(?:\\d+ms)?$';

/** A schema as a file of its own. */
export function schemaFile(title: string, schema: JsonSchema): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title, ...schema };
}
