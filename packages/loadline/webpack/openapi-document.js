import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';

/** @typedef {Readonly<Record<string, unknown>>} Json */

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'];
/** Maximum number of references to follow one after the other. */
const LONGEST_CHAIN = 8;

/** An OpenAPI document of version 2 or 3, as YAML or JSON. */
export class OpenApiDocument {
  /**
   * @param {string} path
   * @throws {Error} when the document cannot be read, or has no paths
   */
  constructor(path) {
    const content = readYaml(path);
    if (typeof content !== 'object' || content === null || !('paths' in content))
      throw new Error(`${path} is no OpenAPI document: it has no paths`);
    /** @type {Json} */
    this.content = withFiles(path, content);
    /** References to parts of the document that are no named schemas. @type {Set<string>} */
    this.parts = new Set();
  }

  /** All named schemas. @returns {[string, unknown][]} */
  schemas() {
    return Object.entries(objectOf(this.content.definitions ?? objectOf(this.content.components).schemas));
  }

  /** All operations, each with the name of its call. @returns {{ call: string, path: Json, operation: Json }[]} */
  operations() {
    return Object.entries(this.resolved(this.content.paths)).flatMap(([route, item]) => {
      const path = this.resolved(item);
      return METHODS.filter((method) => path[method]).map((method) => ({
        call: `${method.toUpperCase()} ${route}`,
        path,
        operation: this.resolved(path[method]),
      }));
    });
  }

  /**
   * The object itself or, for a reference, the one that it refers to. An empty object when there is none.
   * @param {unknown} value
   * @returns {Json}
   */
  resolved(value, left = LONGEST_CHAIN) {
    const { $ref } = objectOf(value);
    if (typeof $ref !== 'string' || left === 0) return objectOf(value);
    return $ref.startsWith('#/') ? this.resolved(this.at($ref), left - 1) : {};
  }

  /** Whether there is something at a local reference. @param {string} reference */
  has(reference) {
    return this.at(reference) !== undefined;
  }

  /** @param {string} reference @returns {unknown} */
  at(reference) {
    return partsOf(reference).reduce(
      (/** @type {unknown} */ at, part) => (Array.isArray(at) ? at[Number(part)] : objectOf(at)[part]),
      /** @type {unknown} */ (this.content),
    );
  }
}

/** Key under which a document contains the other files that it refers to. */
const FILES = 'x-loadline-files';

/** @param {string} path @returns {unknown} */
function readYaml(path) {
  return parse(readFileSync(path, 'utf8'), { merge: true });
}

/**
 * Puts all files that a document refers to into the document, and makes the references to them local. A reference to a URL
 * stays: nothing is fetched.
 * @param {string} path
 * @param {unknown} content
 * @returns {Json}
 * @throws {Error} when a file cannot be read
 */
function withFiles(path, content) {
  /** @type {Map<string, { key: string, content: unknown }>} */
  const files = new Map([[resolve(path), { key: '', content }]]);
  /** @param {string} reference @param {string} file */
  const local = (reference, file) => {
    const [name = '', pointer = ''] = reference.split('#');
    if (/^[a-z][a-z0-9+.-]*:/i.test(name)) return reference;
    const wanted = name === '' ? file : join(dirname(file), decodeURIComponent(name));
    let found = files.get(wanted);
    if (!found) {
      try {
        found = { key: `/${FILES}/${files.size}`, content: readYaml(wanted) };
      } catch (error) {
        throw new Error(`${reference}, to which ${file} refers: ${/** @type {Error} */ (error).message}`);
      }
      files.set(wanted, found);
    }
    return `#${found.key}${pointer}`;
  };
  /** @param {unknown} value @param {string} file @returns {unknown} */
  const rewritten = (value, file) => {
    if (Array.isArray(value)) return value.map((one) => rewritten(one, file));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key,
        key === '$ref' && typeof one === 'string' ? local(one, file) : rewritten(one, file),
      ]),
    );
  };
  const done = [];
  // Files that are found meanwhile are added at the end.
  for (const [file, one] of files) done.push(rewritten(one.content, file));
  const [main, ...others] = done;
  if (others.length === 0) return objectOf(main);
  return { ...objectOf(main), [FILES]: Object.fromEntries(others.map((one, index) => [index + 1, one])) };
}

/** @param {string} reference */
export function partsOf(reference) {
  return reference
    .slice(2)
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** @param {unknown} value @returns {Json} */
export function objectOf(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? /** @type {Json} */ (value)
    : {};
}

/** @param {unknown} value @returns {unknown[]} */
export function listOf(value) {
  return Array.isArray(value) ? value : [];
}
