import { readFileSync } from 'node:fs';
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
    const content = parse(readFileSync(path, 'utf8'), { merge: true });
    if (typeof content !== 'object' || content === null || !('paths' in content))
      throw new Error(`${path} is no OpenAPI document: it has no paths`);
    /** @type {Json} */
    this.content = content;
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
    if (!$ref.startsWith('#/')) return {};
    const found = partsOf($ref).reduce(
      (/** @type {unknown} */ at, part) => objectOf(at)[part],
      /** @type {unknown} */ (this.content),
    );
    return this.resolved(found, left - 1);
  }
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
