/** A schema, or another object of an OpenAPI document. */
type Json = Readonly<Record<string, unknown>>;

/** Example values for the formats of strings. */
const OF_FORMATS: Readonly<Record<string, string>> = {
  uuid: '00000000-0000-4000-8000-000000000000',
  email: 'loadline@example.com',
  uri: 'http://example.com/',
  url: 'http://example.com/',
  hostname: 'example.com',
  ipv4: '127.0.0.1',
  ipv6: '::1',
};

/**
 * Finds a value that fits a schema: its example or default, if that has the schema's type, or else one within its bounds.
 * @returns undefined when any value of the type fits
 */
export function fitted(schema: Json): unknown {
  const type = typeOf(schema);
  const given = [schema.example, ...(Array.isArray(schema.examples) ? schema.examples : []), schema.default];
  const example = given.find((one) => fits(one, type, schema));
  if (example !== undefined) return example;
  if (type === 'string' && !Array.isArray(schema.enum)) return fittedText(schema);
  return type === 'integer' || type === 'number' ? fittedNumber(schema) : undefined;
}

function typeOf({ type, properties }: Json): unknown {
  if (type === undefined && properties !== undefined) return 'object';
  return Array.isArray(type) ? type.find((one) => one !== 'null') : type;
}

function fits(value: unknown, type: unknown, { enum: values }: Json): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(values)) return values.includes(value);
  if (type === undefined) return true;
  if (type === 'array') return Array.isArray(value);
  const wanted = type === 'integer' ? 'number' : type;
  return !Array.isArray(value) && typeof value === wanted;
}

function fittedText({ format, minLength, maxLength }: Json): string | undefined {
  const known =
    typeof format === 'string' && Object.hasOwn(OF_FORMATS, format) ? OF_FORMATS[format] : undefined;
  if (known !== undefined || typeof format === 'string') return known;
  const [fewest, most] = [Number(minLength ?? 0), Number(maxLength ?? Number.POSITIVE_INFINITY)];
  const text = 'loadline';
  if (text.length >= fewest && text.length <= most) return undefined;
  return text
    .repeat(Math.ceil(Math.min(fewest || 1, 1_000) / text.length))
    .slice(0, Math.min(most, Math.max(fewest, 1)));
}

function fittedNumber({ minimum, maximum, exclusiveMinimum }: Json): number | undefined {
  // In version 3.0 `exclusiveMinimum` is a flag of `minimum`.
  const above =
    typeof exclusiveMinimum === 'number' ? exclusiveMinimum : exclusiveMinimum === true ? minimum : undefined;
  if (typeof above === 'number' && above >= 1) return above + 1;
  if (typeof minimum === 'number' && minimum > 1) return minimum;
  return typeof maximum === 'number' && maximum < 1 ? maximum : undefined;
}

/**
 * Path that all routes of a document begin with: that of its first server, with the defaults of its variables.
 * @returns it, without a slash at its end
 */
export function serverPath({ basePath, servers }: Json): string {
  const [server] = Array.isArray(servers) ? (servers as readonly Json[]) : [];
  const variables = (server?.variables ?? {}) as Readonly<Record<string, { default?: unknown } | undefined>>;
  const url = (typeof server?.url === 'string' ? server.url : '').replaceAll(/\{([^{}]*)\}/g, (all, name) =>
    String(variables[name]?.default ?? all),
  );
  const path = basePath ?? url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/\{.*/, '');
  return String(path).replace(/\/+$/, '');
}
