/** One invalid value of a call, as the 422 body lists it. */
export interface ValidationError {
  readonly type: string;
  /** Path to the value, outermost key first, e.g. `['body', 'params', 'check_file', 'dataset']`. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Record<string, unknown>;
}

export const REQUEST_TYPES = ['check_url', 'check_file', 'add_data'] as const;
export type RequestType = (typeof REQUEST_TYPES)[number];

/** The checked `params` of a request, with every known field: null when it was not sent. */
export type RequestParams = { readonly type: RequestType } & Readonly<Record<string, unknown>>;

type Kind = 'text' | 'flag' | 'texts' | 'plugin';
interface Field {
  readonly kind: Kind;
  readonly required: boolean;
}

const TEXT: Field = { kind: 'text', required: true };
const OPTIONAL_TEXT: Field = { kind: 'text', required: false };

const COMMON_FIELDS: Record<string, Field> = {
  dataset: TEXT,
  collection: TEXT,
  organisationName: OPTIONAL_TEXT,
  column_mapping: { kind: 'texts', required: false },
  geom_type: OPTIONAL_TEXT,
};

const FIELDS: Record<RequestType, Record<string, Field>> = {
  check_url: { ...COMMON_FIELDS, url: TEXT },
  check_file: { ...COMMON_FIELDS, original_filename: TEXT, uploaded_filename: TEXT },
  add_data: {
    ...COMMON_FIELDS,
    url: OPTIONAL_TEXT,
    documentation_url: OPTIONAL_TEXT,
    authoritative: { kind: 'flag', required: false },
    licence: OPTIONAL_TEXT,
    start_date: OPTIONAL_TEXT,
    organisation: OPTIONAL_TEXT,
    plugin: { kind: 'plugin', required: false },
    github_branch: OPTIONAL_TEXT,
  },
};

const KINDS: Record<Kind, { type: string; msg: string; holds: (value: unknown) => boolean }> = {
  text: {
    type: 'string_type',
    msg: 'Input should be a valid string',
    holds: (value) => typeof value === 'string',
  },
  flag: {
    type: 'bool_type',
    msg: 'Input should be a valid boolean',
    holds: (value) => typeof value === 'boolean',
  },
  texts: {
    type: 'dict_type',
    msg: 'Input should be a valid dictionary',
    holds: (value) => isObject(value) && Object.values(value).every((item) => typeof item === 'string'),
  },
  plugin: {
    type: 'literal_error',
    msg: "Input should be 'arcgis' or 'wfs'",
    holds: (value) => value === 'arcgis' || value === 'wfs',
  },
};

/** Reads the body of `POST /requests`. Unknown keys are ignored. @returns the params, or all their errors */
export function readRequestBody(body: Buffer): { params: RequestParams } | { errors: ValidationError[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch (error) {
    return { errors: [body.length === 0 ? missing(['body'], null) : notJson(error)] };
  }
  if (!isObject(parsed)) return { errors: [notAnObject(['body'], parsed)] };
  const { params } = parsed;
  if (params === undefined) return { errors: [missing(['body', 'params'], parsed)] };
  if (!isObject(params)) return { errors: [notAnObject(['body', 'params'], params)] };
  const type = REQUEST_TYPES.find((name) => name === params.type);
  if (type === undefined) return { errors: [wrongTag(params)] };
  return readParams(type, params);
}

function readParams(
  type: RequestType,
  sent: Record<string, unknown>,
): { params: RequestParams } | { errors: ValidationError[] } {
  const errors: ValidationError[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { kind, required }] of Object.entries(FIELDS[type])) {
    const value = sent[name] ?? null;
    const loc = ['body', 'params', type, name];
    const { holds, ...rule } = KINDS[kind];
    if (required && sent[name] === undefined) errors.push(missing(loc, sent));
    else if ((required || value !== null) && !holds(value)) errors.push({ ...rule, loc, input: value });
    values[name] = value;
  }
  return errors.length > 0 ? { errors } : { params: { type, ...values } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function missing(loc: readonly string[], input: unknown): ValidationError {
  return { type: 'missing', loc, msg: 'Field required', input };
}

function notJson(error: unknown): ValidationError {
  const ctx = { error: error instanceof Error ? error.message : String(error) };
  return { type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {}, ctx };
}

function notAnObject(loc: readonly string[], input: unknown): ValidationError {
  const msg = 'Input should be a valid dictionary or object to extract fields from';
  return { type: 'model_attributes_type', loc, msg, input };
}

function wrongTag(params: Record<string, unknown>): ValidationError {
  const loc = ['body', 'params'];
  if (params.type === undefined) {
    const msg = "Unable to extract tag using discriminator 'type'";
    return { type: 'union_tag_not_found', loc, msg, input: params, ctx: { discriminator: "'type'" } };
  }
  const expected = REQUEST_TYPES.map((name) => `'${name}'`).join(', ');
  const msg = `Input tag '${params.type}' found using 'type' does not match any of the expected tags: ${expected}`;
  return { type: 'union_tag_invalid', loc, msg, input: params };
}
