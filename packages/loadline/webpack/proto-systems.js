import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join, relative, resolve } from 'node:path';
import { filesOf } from './entries.js';

/** How files of descriptors end, as `buf build -o` and `protoc --descriptor_set_out` are told to write them. */
const DESCRIPTORS = ['.binpb', '.protoset', '.desc'];

/**
 * Systems by name; or with the files or folders of each, from a folder of protos, where not all that is below its own is wanted.
 * @typedef {readonly string[] | Readonly<Record<string, readonly string[]>>} Systems
 */

/**
 * Where the protos of a project lie, from its folder.
 * @typedef {object} ProtoFolders
 * @property {string} project absolute path
 * @property {readonly string[]} protos folders that imports are written from, with an entry for each system
 * @property {readonly string[]} protoPaths further folders that imports are written from, as `google/api` of others
 * @property {Systems | undefined} systems those that are wanted; absent: all
 * @property {string} cache folder that protos of several folders are put together in
 */

/**
 * A system that speaks gRPC. Its name is that of its folder, its file or its file of descriptors.
 * @typedef {object} System
 * @property {string} name
 * @property {string} input what buf reads, from the project: a folder, or a file of descriptors
 * @property {readonly string[]} paths of the system within that folder, from the project; none: it is a file of descriptors
 */

/**
 * The systems of a project. Where protos lie in several folders, they are copied into one, as buf wants them.
 * @param {ProtoFolders} folders
 * @returns {System[]}
 * @throws {Error} when one that is wanted, or a folder that is named, is not there
 */
export function protoSystems({ project, protos, protoPaths, systems, cache }) {
  const roots = [...protos, ...protoPaths];
  for (const folder of roots.length > 1 ? roots : [])
    if (!existsSync(resolve(project, folder)))
      throw new Error(
        `there is no folder ${folder} in ${project}: correct protos or protoPaths of bundles()`,
      );
  const isOne = roots.length === 1 && !roots[0]?.startsWith('..');
  const input = isOne ? String(roots[0]) : relative(project, join(cache, 'protos')) || '.';
  const found = entriesOf(project, protos);
  const names = Array.isArray(systems) ? systems : Object.keys(systems ?? {});
  const chosen = (systems ? names : found.map(({ name }) => name)).map((name) => {
    const paths =
      systems && !Array.isArray(systems)
        ? /** @type {Record<string, string[]>} */ (systems)[name]
        : undefined;
    if (paths) return { name, input, paths: paths.map((path) => join(input, path)) };
    const own = found.find((one) => one.name === name);
    if (!own) {
      const there = found.map((one) => one.name).join(', ') || 'none';
      throw new Error(`there is no system ${name} in ${protos.join(', ')}: there is ${there}`);
    }
    return isDescriptors(own.entry)
      ? { name, input: join(own.root, own.entry), paths: [] }
      : { name, input, paths: [join(input, own.entry)] };
  });
  if (!isOne && chosen.some(({ paths }) => paths.length > 0)) copyProtos(project, roots, input);
  return chosen;
}

/**
 * What folders of protos hold, a system each.
 * @param {string} project
 * @param {readonly string[]} protos
 */
function entriesOf(project, protos) {
  return protos.flatMap((root) =>
    filesOf(resolve(project, root))
      .filter((entry) => isSystem(resolve(project, root, entry)))
      .map((entry) => ({ root, entry, name: nameOf(entry) })),
  );
}

/** @param {string} entry of a folder of protos */
function nameOf(entry) {
  return isDescriptors(entry) || entry.endsWith('.proto') ? basename(entry, extname(entry)) : entry;
}

/** @param {string} file */
function isDescriptors(file) {
  return DESCRIPTORS.includes(extname(file));
}

/** @param {string} path absolute */
function isSystem(path) {
  return statSync(path).isDirectory() || path.endsWith('.proto') || isDescriptors(path);
}

/**
 * @param {string} project
 * @param {readonly string[]} roots the first one that has a file has it
 * @param {string} to
 */
function copyProtos(project, roots, to) {
  rmSync(join(project, to), { recursive: true, force: true });
  for (const root of roots.toReversed()) {
    const from = resolve(project, root);
    for (const file of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.proto') || file.includes('node_modules')) continue;
      const target = join(project, to, file);
      mkdirSync(join(target, '..'), { recursive: true });
      cpSync(join(from, file), target);
    }
  }
}
