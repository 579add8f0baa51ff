import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ConfigurationError } from '../core/text/problem';
import type { HttpParts, Operation, Shape, Verb } from './operation';

type Json = Readonly<Record<string, unknown>>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const DEEPEST = 4;

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
  const resolve = (value: unknown): Json => resolved(document, value);
  const paths = Object.entries(resolve(document.paths));
  const operations = paths.flatMap(([route, item]) => {
    const path = resolve(item);
    return METHODS.filter((method) => path[method]).map((method) =>
      operationOf(method, route, path, resolve(path[method]), resolve),
    );
  });
  if (operations.length === 0)
    throw new ConfigurationError([
      { code: 'service-description', where: file, message: 'describes no operation: its paths are empty' },
    ]);
  const [server] = Array.isArray(document.servers) ? document.servers : [];
  const url = typeof server?.url === 'string' ? server.url : '';
  const basePath = String(
    document.basePath ?? (url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/\{.*/, '') || ''),
  );
  return { operations: withOwnNames(operations), basePath: basePath.replace(/\/+$/, '') };
}

function read(file: string): Json {
  let document: unknown;
  try {
    document = parse(readFileSync(file, 'utf8'), { merge: true });
  } catch (error) {
    throw new ConfigurationError([
      { code: 'service-description', where: file, message: `cannot be read: ${(error as Error).message}` },
    ]);
  }
  if (typeof document === 'object' && document !== null && 'paths' in document) return document as Json;
  const message = 'is no OpenAPI document: it has no paths';
  throw new ConfigurationError([{ code: 'service-description', where: file, message }]);
}

function resolved(document: Json, value: unknown, left = 8): Json {
  if (typeof value !== 'object' || value === null) return {};
  const { $ref } = value as { $ref?: unknown };
  if (typeof $ref !== 'string' || !$ref.startsWith('#/') || left === 0) return value as Json;
  const parts = $ref
    .slice(2)
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
  const found = parts.reduce<unknown>((at, part) => (at as Json | undefined)?.[part], document);
  return resolved(document, found, left - 1);
}

type Resolve = (value: unknown) => Json;

function operationOf(
  method: string,
  route: string,
  path: Json,
  operation: Json,
  resolve: Resolve,
): Operation {
  const all = [path.parameters, operation.parameters]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map(resolve);
  // A parameter of the operation replaces the path's parameter of the same name and place.
  const parameters = [...new Map(all.map((one) => [`${one.in} ${one.name}`, one])).values()];
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const shapes = (place: string) =>
    of(place).map((parameter) =>
      shapeOf(
        String(parameter.name),
        { ...parameter, ...resolve(parameter.schema) },
        resolve,
        parameter.required === true,
      ),
    );
  const { body, schema } = bodyOf(operation, of('body'), of('formData'), resolve);
  const responses = Object.entries(resolve(operation.responses));
  const [status = '200', response] = responses.find(([code]) => /^2\d\d$/.test(code)) ?? [];
  const replySchema = resolve(response).schema ?? contentOf(resolve(response), resolve)?.schema;
  const http: HttpParts = { method: method.toUpperCase(), route, status: Number(status), body };
  return {
    call: `${http.method} ${route}`,
    id: idOf(method, route),
    verb: verbOf(method, route),
    resource: resourceOf(route),
    isStream: false,
    request: schema ? fieldsOf(schema, resolve) : [],
    reply: replySchema ? fieldsOf(resolve(replySchema), resolve) : [],
    params: shapes('path'),
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
function fieldsOf(schema: Json, resolve: Resolve, depth = 0): Shape[] {
  const parts = ['allOf', 'oneOf', 'anyOf'].flatMap((key) => {
    const list = (Array.isArray(schema[key]) ? schema[key] : []).map(resolve);
    return key === 'allOf'
      ? list.map((part) => fieldsOf(part, resolve, depth))
      : list.slice(0, 1).map((part) => fieldsOf(part, resolve, depth).map(asChoice));
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

function shapeOf(name: string, schema: Json, resolve: Resolve, isRequired: boolean, depth = 0): Shape {
  const [choice] = [schema.anyOf, schema.oneOf]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map(resolve);
  if (choice && schema.type === undefined)
    return asChoice(shapeOf(name, { ...choice, example: schema.example }, resolve, isRequired, depth));
  const example = schema.example ?? (Array.isArray(schema.examples) ? schema.examples[0] : schema.default);
  const common = { name, isRequired, ...(example !== undefined && { example }) };
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
  return { ...common, kind: 'object', fields: depth < DEEPEST ? fieldsOf(schema, resolve, depth + 1) : [] };
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

/** Appends numbers to functions with the same name. */
export function withOwnNames(operations: readonly Operation[]): Operation[] {
  const taken: string[] = [];
  return operations.map((one) => {
    let { id } = one;
    for (let n = 2; taken.includes(id); n++) id = `${one.id}${n}`;
    taken.push(id);
    return { ...one, id };
  });
}
