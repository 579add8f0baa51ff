import { OpenApiDocument } from '../../webpack/openapi-document.js';
import { ConfigurationError } from '../core/text/problem';
import { askedHeader } from './asked-header';
import { fitted, serverPath } from './openapi-values';
import { type HttpParts, type Operation, type Shape, type Verb, withOwnNames } from './operation';
import { expressionOf } from './values';

type Json = Readonly<Record<string, unknown>>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const DEEPEST = 4;
/** Maximum number of `anyOf` and `oneOf` directly within each other. */
const MOST_CHOICES = 8;

/** A service as an OpenAPI document describes it. */
export interface Described {
  readonly operations: readonly Operation[];
  /** Path that all routes begin with, without a trailing slash. */
  readonly basePath: string;
}

/**
 * Reads the calls that an OpenAPI document describes. It may have version 2 or 3, as YAML or JSON.
 * @throws {ConfigurationError} when the document cannot be read, or describes no call
 */
export function httpOperations(file: string): Described {
  const document = read(file);
  const resolve = (value: unknown): Json => document.resolved(value);
  const paths = Object.entries(resolve(document.content.paths));
  const operations = paths.flatMap(([route, item]) => {
    const path = resolve(item);
    return METHODS.filter((method) => path[method]).map((method) =>
      operationOf(method, route, path, resolve(path[method]), resolve, document.content),
    );
  });
  if (operations.length === 0)
    throw new ConfigurationError([
      { code: 'service-description', where: file, message: 'describes no operation: its paths are empty' },
    ]);
  return { operations: withOwnNames(operations), basePath: serverPath(document.content) };
}

function read(file: string): OpenApiDocument {
  try {
    return new OpenApiDocument(file);
  } catch (error) {
    const { message } = error as Error;
    const text = message.startsWith(`${file} `)
      ? message.slice(file.length + 1)
      : `cannot be read: ${message}`;
    throw new ConfigurationError([{ code: 'service-description', where: file, message: text }]);
  }
}

type Resolve = (value: unknown) => Json;

function operationOf(
  method: string,
  route: string,
  path: Json,
  operation: Json,
  resolve: Resolve,
  root: Json,
): Operation {
  const all = [path.parameters, operation.parameters]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map(resolve);
  // A parameter of the operation replaces the path's parameter of the same name and place.
  const parameters = [...new Map(all.map((one) => [`${one.in} ${one.name}`, one])).values()];
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const shapes = (place: string) =>
    of(place).map((parameter) => {
      const { name, required } = parameter;
      const shape = shapeOf(
        String(name),
        { ...parameter, ...resolve(parameter.schema) },
        resolve,
        required === true,
      );
      return inUrl(shape);
    });
  const declared = shapes('path').map(
    (one): Shape => (one.kind === 'list' ? { name: one.name, kind: 'text' } : one),
  );
  // Documents may leave out the declaration of a part of the route.
  const params = [...route.matchAll(/\{([^{}]+)\}/g)].map(
    ([, name = '']): Shape => declared.find((one) => one.name === name) ?? { name, kind: 'text' },
  );
  const needed = shapes('header').filter(({ isRequired }) => isRequired);
  const headers = needed.filter(({ name }) => !/^(accept|content-type|authorization)$/i.test(name));
  const hasAuthorization = needed.some(({ name }) => /^authorization$/i.test(name));
  const asks = askedHeader(root, operation, hasAuthorization, resolve);
  const { body, schema } = bodyOf(operation, of('body'), of('formData'), resolve);
  const responses = Object.entries(resolve(operation.responses));
  const found = ['2', '3'].map((first) =>
    responses.find(([code]) => new RegExp(`^${first}\\d\\d$`).test(code)),
  );
  const [status = '200', response] = found.find((one) => one !== undefined) ?? [];
  const replySchema = resolve(response).schema ?? contentOf(resolve(response), resolve)?.schema;
  const whole = schema && shapeOf('body', schema, resolve, true);
  const http: HttpParts = {
    method: method.toUpperCase(),
    route,
    status: Number(status),
    body,
    ...(headers.length > 0 && { headers }),
    ...(asks && { asks }),
    // A body that is no object, such as a list.
    ...(body === 'json' && whole && whole.kind !== 'object' && { bodyCode: expressionOf(whole) }),
  };
  return {
    call: `${http.method} ${route}`,
    id: idOf(method, route),
    verb: verbOf(method, route),
    resource: resourceOf(route),
    isStream: false,
    request: schema ? fieldsOf(schema, resolve) : [],
    reply: replySchema ? fieldsOf(resolve(replySchema), resolve) : [],
    params,
    query: shapes('query').filter(({ isRequired }) => isRequired),
    http,
  };
}

function bodyOf(operation: Json, [body]: readonly Json[], form: readonly Json[], resolve: Resolve) {
  if (body) return { body: 'json' as const, schema: resolve(body.schema) };
  if (form.length > 0) {
    const properties = Object.fromEntries(form.map((one) => [String(one.name), one]));
    const required = form.filter((one) => one.required).map((one) => one.name);
    return { body: 'form' as const, schema: { type: 'object', properties, required } };
  }
  const content = contentOf(resolve(operation.requestBody), resolve);
  if (!content) return { body: undefined, schema: undefined };
  const example = content.example ?? resolve(Object.values(resolve(content.examples))[0]).value;
  const schema = resolve(content.schema);
  const isForm = content.type.includes('form-urlencoded');
  return {
    body: isForm ? ('form' as const) : ('json' as const),
    schema: example === undefined ? schema : { ...schema, example },
  };
}

function contentOf(of: Json, resolve: Resolve): (Json & { type: string }) | undefined {
  const contents = Object.entries(resolve(of.content));
  const [type, content] = contents.find(([name]) => /json|form-urlencoded/.test(name)) ?? [];
  return type === undefined ? undefined : { ...resolve(content), type };
}

/** Fields of an object schema, including those of `allOf` and of the first schema in `oneOf` and `anyOf`. */
function fieldsOf(schema: Json, resolve: Resolve, depth = 0, within: readonly Json[] = []): Shape[] {
  // A schema may inherit from itself.
  if (within.includes(schema)) return [];
  const seen = [...within, schema];
  const parts = ['allOf', 'oneOf', 'anyOf'].flatMap((key) => {
    const list = (Array.isArray(schema[key]) ? schema[key] : []).map(resolve);
    return key === 'allOf'
      ? list.map((part) => fieldsOf(part, resolve, depth, seen))
      : list.slice(0, 1).map((part) => fieldsOf(part, resolve, depth, seen).map(asChoice));
  });
  const inherited = parts.flat();
  const required = Array.isArray(schema.required) ? schema.required : [];
  const examples = resolve(
    schema.example ?? (Array.isArray(schema.examples) ? schema.examples[0] : undefined),
  );
  const own = Object.entries(resolve(schema.properties)).map(([name, property]) => {
    const example = examples[name];
    const given = example === undefined ? resolve(property) : { ...resolve(property), example };
    return shapeOf(name, given, resolve, required.includes(name), depth);
  });
  return [...inherited.filter(({ name }) => !own.some((one) => one.name === name)), ...own];
}

function asChoice(shape: Shape): Shape {
  return { ...shape, isChoice: true };
}

function shapeOf(
  name: string,
  schema: Json,
  resolve: Resolve,
  isRequired: boolean,
  depth = 0,
  left = MOST_CHOICES,
): Shape {
  const [choice] = [schema.anyOf, schema.oneOf]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map(resolve);
  if (choice && schema.type === undefined && left > 0)
    return asChoice(
      shapeOf(
        name,
        { ...choice, ...('example' in schema && { example: schema.example }) },
        resolve,
        isRequired,
        depth,
        left - 1,
      ),
    );
  const example = fitted(schema);
  const common = { name, isRequired, ...(example !== undefined && { example }) };
  if ('const' in schema) return { ...common, kind: 'choice', code: JSON.stringify(schema.const) };
  if (Array.isArray(schema.enum)) {
    const [first] = schema.enum;
    const code = typeof first === 'string' || example !== undefined ? {} : { code: JSON.stringify(first) };
    return { ...common, ...code, kind: 'choice', values: ['', ...schema.enum.map(String)] };
  }
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  if (type === 'integer' || type === 'number') return { ...common, kind: 'number' };
  if (type === 'boolean') return { ...common, kind: 'flag' };
  if (type === 'array') {
    const item = depth < DEEPEST ? shapeOf(name, resolve(schema.items), resolve, true, depth + 1) : undefined;
    return { ...common, kind: 'list', ...(item && { item }) };
  }
  if (type === 'string' || (type === undefined && !schema.properties && !schema.allOf))
    return {
      ...common,
      kind: schema.format === 'date-time' ? 'time' : schema.format === 'date' ? 'date' : 'text',
    };
  if (depth < DEEPEST) return { ...common, kind: 'object', fields: fieldsOf(schema, resolve, depth + 1) };
  const isCut = ['required', 'allOf', 'oneOf', 'anyOf'].some(
    (key) => Array.isArray(schema[key]) && schema[key].length > 0,
  );
  return { ...common, kind: 'object', fields: [], ...(isCut && { isCut }) };
}

/** A parameter of a URL. There is no agreed way to write an object in a URL, so it becomes an empty one. */
function inUrl(shape: Shape): Shape {
  if (shape.kind === 'object') return { ...shape, code: "'{}'" };
  return shape.kind === 'list' && shape.item?.kind === 'object' ? { ...shape, code: "'[]'" } : shape;
}

function verbOf(method: string, route: string): Verb {
  const isOne = route.endsWith('}');
  if (method === 'get') return isOne ? 'read' : 'list';
  if (method === 'post') return isOne ? 'update' : 'create';
  return method === 'delete' ? 'delete' : 'update';
}

/** Name of the resource of a route: it is the same for `/shops/{shop}/orders` and `/shops/{shop}/order/{id}`. */
function resourceOf(route: string): string {
  return segments(route.replace(/\/\{[^{}]*\}$/, ''))
    .map((part) => part.replace(/ies$/, 'y').replace(/(ss)$|s$/, '$1'))
    .join('/');
}

function segments(route: string): string[] {
  return route.split('/').filter(Boolean);
}

/** Name of the function of a call. */
export function idOf(method: string, route: string): string {
  const isOne = route.endsWith('}');
  const word =
    { get: isOne ? 'get' : 'list', post: 'create', put: 'replace', patch: 'update', delete: 'delete' }[
      method
    ] ?? method;
  const parts = segments(route).filter((part) => !part.startsWith('{'));
  const last = parts.at(-1) ?? 'root';
  const noun = isOne || method === 'post' ? last.replace(/ies$/, 'y').replace(/(ss)$|s$/, '$1') : last;
  return `${word}${noun
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')}`;
}
