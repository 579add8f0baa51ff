import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join, relative, resolve } from 'node:path';
import { filesOf } from './entries.js';

/** How files of descriptors end, as `buf build -o` and `protoc --descriptor_set_out` are told to write them. */
const DESCRIPTORS = ['.binpb', '.protoset', '.desc'];

/**
 * Where the protos of a project lie, from its folder.
 * @typedef {object} ProtoFolders
 * @property {string} project absolute path
 * @property {readonly string[]} protos folders that imports are written from, with an entry for each system
 * @property {readonly string[]} protoPaths further folders that imports are written from, as `google/api` of others
 * @property {readonly string[] | undefined} systems those that are wanted; absent: all
 * @property {string} cache folder that protos of several folders are put together in
 */

/**
 * A system that speaks gRPC. Its name is that of its folder, its file or its file of descriptors.
 * @typedef {object} System
 * @property {string} name
 * @property {string} input what buf reads, from the project: a folder, or a file of descriptors
 * @property {string | undefined} path of the system within that folder, from the project; undefined: it is a file of descriptors
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
  const entries = protos.flatMap((root) =>
    filesOf(resolve(project, root))
      .filter((entry) => isSystem(resolve(project, root, entry)))
      .map((entry) => ({ root, entry, name: nameOf(entry) })),
  );
  for (const wanted of systems ?? [])
    if (!entries.some(({ name }) => name === wanted)) {
      const there = entries.map(({ name }) => name).join(', ') || 'none';
      throw new Error(`there is no system ${wanted} in ${protos.join(', ')}: there is ${there}`);
    }
  const chosen = entries.filter(({ name }) => systems?.includes(name) ?? true);
  const isOne = roots.length === 1 && !roots[0]?.startsWith('..');
  const input = isOne ? String(roots[0]) : relative(project, join(cache, 'protos')) || '.';
  if (!isOne && chosen.some(({ entry }) => !isDescriptors(entry))) copyProtos(project, roots, input);
  return chosen.map(({ root, entry, name }) =>
    isDescriptors(entry)
      ? { name, input: join(root, entry), path: undefined }
      : { name, input, path: join(input, entry) },
  );
}

/** @param {string} entry of a folder of protos */
function nameOf(entry) {
  return isDescriptors(entry) || entry.endsWith('.proto') ? basename(entry, extname(entry)) : entry;
}

/** @param {string} file */
export function isDescriptors(file) {
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
