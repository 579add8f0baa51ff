import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { listOf, OpenApiDocument, objectOf, partsOf } from './openapi-document.js';

/** @typedef {import('./openapi-document.js').Json} Json */

/** Writes types of the requests and replies that OpenAPI documents describe. */
export class OpenApiTypes {
  /** Subfolder for the types in the folder of generated files. */
  static folder = 'openapi';

  /**
   * @param {{ project: string, generated: string, openapi: Readonly<Record<string, string>> }} folders documents by the name
   * of their types; all paths but `project` are relative to it
   */
  constructor(folders) {
    this.folders = folders;
  }

  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    for (const hook of [compiler.hooks.beforeRun, compiler.hooks.watchRun])
      hook.tapPromise('OpenApiTypes', () => this.write());
  }

  /** Writes the types. @param {string} [generated] another folder, relative to the project */
  async write(generated = this.folders.generated) {
    const { project, openapi } = this.folders;
    const folder = join(project, generated, OpenApiTypes.folder);
    const texts = new Map(
      Object.entries(openapi).map(([name, path]) => [`${name}.d.ts`, textOf(project, path)]),
    );
    if (existsSync(folder))
      for (const file of readdirSync(folder)) if (!texts.has(file)) rmSync(join(folder, file));
    for (const [file, text] of texts) {
      const path = join(folder, file);
      if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
}

/**
 * @param {string} project
 * @param {string} path
 * @throws {Error} when the document cannot be read
 */
function textOf(project, path) {
  try {
    return typesOf(new OpenApiDocument(resolve(project, path)), path);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Error(`${path}, which openapi of bundles() names, cannot be read: ${message}`);
  }
}

/**
 * Declares types of a document's schemas and calls.
 * @param {OpenApiDocument} document
 * @param {string} path path of the document, for a comment in the generated file
 */
function typesOf(document, path) {
  const schemas = document
    .schemas()
    .map(([name, schema]) => `  ${JSON.stringify(name)}: ${typeOf(schema, document)};`);
  const calls = document.operations().map(({ call, path: item, operation }) => {
    const parts = partsOfCall(item, operation, document);
    return [`  ${JSON.stringify(call)}: {`, ...parts.map((part) => `    ${part};`), '  };'].join('\n');
  });
  // A part may refer to another one, which is then added at the end.
  const parts = [];
  for (const reference of document.parts)
    parts.push(
      `  ${JSON.stringify(reference)}: ${typeOf(document.resolved({ $ref: reference }), document)};`,
    );
  return `// Made by loadline from ${path}: \`loadline generate\` writes it anew.

/** The schemas of the document by name. */
export interface Schemas {
${[...schemas, ...parts].join('\n')}
}

/** What each call is sent and answers. */
export interface Calls {
${calls.join('\n')}
}
`;
}

/**
 * @param {Json} path
 * @param {Json} operation
 * @param {OpenApiDocument} document
 */
function partsOfCall(path, operation, document) {
  const all = [...listOf(path.parameters), ...listOf(operation.parameters)].map((one) =>
    document.resolved(one),
  );
  // A parameter of the operation replaces the path's parameter of the same name and place.
  const parameters = [...new Map(all.map((one) => [`${one.in} ${one.name}`, one])).values()];
  const fields = (/** @type {string} */ place) =>
    recordOf(
      parameters.filter((one) => one.in === place).map((one) => [String(one.name), one.schema ?? one]),
      parameters.filter((one) => one.required).map((one) => String(one.name)),
      document,
    );
  return [
    `params: ${fields('path')}`,
    `query: ${fields('query')}`,
    `body: ${bodyOf(operation, parameters, fields('formData'), document)}`,
    `reply: ${replyOf(operation, document)}`,
  ];
}

/**
 * @param {Json} operation
 * @param {readonly Json[]} parameters
 * @param {string} form
 * @param {OpenApiDocument} document
 */
function bodyOf(operation, parameters, form, document) {
  const body = parameters.find((one) => one.in === 'body');
  if (body) return typeOf(body.schema, document);
  if (parameters.some((one) => one.in === 'formData')) return form;
  return contentOf(document.resolved(operation.requestBody).content, document) ?? 'undefined';
}

/**
 * The first reply with a status 2xx in the document, which is also the one that `loadline init` expects.
 * @param {Json} operation
 * @param {OpenApiDocument} document
 */
function replyOf(operation, document) {
  const [status, response] =
    Object.entries(document.resolved(operation.responses)).find(([code]) => /^2/.test(code)) ?? [];
  const { schema, content } = document.resolved(response);
  if (schema !== undefined) return typeOf(schema, document);
  return contentOf(content, document) ?? (status === '204' ? 'null' : 'unknown');
}

/**
 * @param {unknown} content schemas by media type
 * @param {OpenApiDocument} document
 */
function contentOf(content, document) {
  const all = Object.entries(objectOf(content));
  const [type, found] = all.find(([name]) => /json|form/.test(name)) ?? all[0] ?? [];
  if (type === undefined) return undefined;
  return /json|form/.test(type) ? typeOf(objectOf(found).schema, document) : 'string';
}

/**
 * A schema as a type.
 * @param {unknown} schema
 * @param {OpenApiDocument} document
 * @returns {string}
 */
function typeOf(schema, document) {
  if (schema === false) return 'never';
  const given = objectOf(schema);
  const { $ref, nullable, 'x-nullable': isNullable } = given;
  const own = typeof $ref === 'string' ? referred($ref, document) : withoutNull(given, document);
  return nullable === true || isNullable === true ? `(${own} | null)` : own;
}

/**
 * @param {string} reference
 * @param {OpenApiDocument} document
 */
function referred(reference, document) {
  const parts = reference.startsWith('#/') ? partsOf(reference) : [];
  const name = parts.at(-1) ?? '';
  const isNamed = ['definitions', 'components/schemas'].includes(parts.slice(0, -1).join('/'));
  if (isNamed && document.schemas().some(([one]) => one === name)) return `Schemas[${JSON.stringify(name)}]`;
  if (parts.length === 0 || !document.has(reference)) return 'unknown';
  // Other references, such as to a part of a schema or to another file, may be circular.
  document.parts.add(reference);
  return `Schemas[${JSON.stringify(reference)}]`;
}

/**
 * @param {Json} schema
 * @param {OpenApiDocument} document
 */
function withoutNull(schema, document) {
  if ('const' in schema) return literal(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map(literal));
  const either = (/** @type {unknown} */ list) =>
    Array.isArray(list) ? [union(list.map((one) => typeOf(one, document)))] : [];
  const parts = [
    ...listOf(schema.allOf).map((one) => typeOf(one, document)),
    ...either(schema.oneOf),
    ...either(schema.anyOf),
  ].filter((one) => one !== 'unknown');
  const isObject = 'properties' in schema || 'additionalProperties' in schema;
  if (parts.length > 0) return [...parts, ...(isObject ? [objectType(schema, document)] : [])].join(' & ');
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? (isObject ? 'object' : undefined)];
  return union(types.map((type) => plainType(type, schema, document)));
}

/**
 * @param {unknown} type
 * @param {Json} schema
 * @param {OpenApiDocument} document
 */
function plainType(type, schema, document) {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `${typeOf(schema.items ?? {}, document)}[]`;
    case 'object':
      return objectType(schema, document);
    // For example, `file` for an uploaded file in OpenAPI 2.
    default:
      return 'unknown';
  }
}

/**
 * @param {Json} schema
 * @param {OpenApiDocument} document
 */
function objectType(schema, document) {
  const { additionalProperties: others } = schema;
  const properties = Object.entries(objectOf(schema.properties));
  if (properties.length === 0 && others !== false)
    return `{ [key: string]: ${others === undefined || others === true ? 'unknown' : typeOf(others, document)} }`;
  return recordOf(properties, listOf(schema.required), document, others !== undefined && others !== false);
}

/**
 * @param {readonly (readonly [name: string, schema: unknown])[]} properties
 * @param {readonly unknown[]} required
 * @param {OpenApiDocument} document
 * @param {boolean} [isOpen] whether there may be others
 */
function recordOf(properties, required, document, isOpen = false) {
  const parts = properties.map(
    ([name, schema]) =>
      `${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema, document)}`,
  );
  const all = [...parts, ...(isOpen ? ['[key: string]: unknown'] : [])];
  return all.length === 0 ? '{}' : `{ ${all.join('; ')} }`;
}

/** @param {readonly string[]} types */
function union(types) {
  const each = [...new Set(types)];
  return each.includes('unknown') || each.length === 0
    ? 'unknown'
    : each.length === 1
      ? String(each[0])
      : `(${each.join(' | ')})`;
}

/** @param {unknown} value */
function literal(value) {
  return typeof value === 'object' && value !== null ? 'unknown' : JSON.stringify(value);
}
