import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join, relative, resolve } from 'node:path';
import { filesOf } from './entries.js';

/** Extensions of files of descriptors, as users name them for `buf build -o` and `protoc --descriptor_set_out`. */
const DESCRIPTORS = ['.binpb', '.protoset', '.desc'];

/**
 * Names of systems, or names with files or folders, relative to a folder of protos, when only a part of a system is used.
 * @typedef {readonly string[] | Readonly<Record<string, readonly string[]>>} Systems
 */

/**
 * Folders of a project's protos, relative to the project.
 * @typedef {object} ProtoFolders
 * @property {string} project absolute path
 * @property {readonly string[]} protos folders that contain an entry for each system; imports are relative to them
 * @property {readonly string[]} protoPaths further folders to which imports are relative, such as the one with `google/api`
 * @property {Systems | undefined} systems systems to use; absent: all
 * @property {string} cache folder into which protos of several folders are copied
 */

/**
 * A gRPC system. Its name is that of its folder, its proto or its file of descriptors.
 * @typedef {object} System
 * @property {string} name
 * @property {string} input what buf reads, relative to the project: a folder, or a file of descriptors
 * @property {readonly string[]} paths paths of the system within that folder, relative to the project; empty for a file of
 * descriptors
 */

/**
 * Finds the systems of a project. When its protos are in several folders, it copies them into one, because buf requires
 * that.
 * @param {ProtoFolders} folders
 * @returns {System[]}
 * @throws {Error} when a wanted system, or a named folder, does not exist
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
 * Lists the files from which the systems of a project may be made: all protos and files of descriptors.
 * @param {ProtoFolders} folders
 * @returns {string[]} absolute paths
 */
export function protoFiles({ project, protos, protoPaths }) {
  return [...protos, ...protoPaths].flatMap((root) => {
    const folder = resolve(project, root);
    const descriptors = filesOf(folder).filter(isDescriptors);
    return [...(existsSync(folder) ? protosBelow(folder) : []), ...descriptors].map((file) =>
      join(folder, file),
    );
  });
}

/**
 * Lists the protos in a folder and below it, relative to it, without those of installed packages.
 * @param {string} folder absolute path
 */
function protosBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.proto') && !file.includes('node_modules'),
  );
}

/**
 * Lists the entries of folders of protos. Each entry is a system.
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

/** @param {string} entry entry of a folder of protos */
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
 * @param {readonly string[]} roots a file that is in several of them is taken from the first one
 * @param {string} to
 */
function copyProtos(project, roots, to) {
  rmSync(join(project, to), { recursive: true, force: true });
  for (const root of roots.toReversed()) {
    const from = resolve(project, root);
    for (const file of protosBelow(from)) {
      const target = join(project, to, file);
      mkdirSync(join(target, '..'), { recursive: true });
      cpSync(join(from, file), target);
    }
  }
}
