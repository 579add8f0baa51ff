import { resolve } from 'node:path';
import { buf } from './buf.js';
import { descriptorsOf } from './descriptors.js';

/** What a field of this type holds is said by the message alone. */
const ANY = 'google/protobuf/any.proto';

/**
 * Descriptors of the methods that bundles name, and of what these send and return: each virtual user keeps a copy. Where
 * that can be `Any`, they are those of all messages of the system, and of what its protos import. Of a file of descriptors
 * they are those of the files that hold these methods.
 * @param {string} project absolute path
 * @param {import('./proto-systems.js').System} system
 * @param {readonly string[]} users text of the bundles that open the file
 */
export async function protoset(project, { input, paths }, users) {
  const isNamed = (/** @type {string} */ name) => users.some((source) => source.includes(`"${name}"`));
  if (paths.length === 0) return descriptorsOf(resolve(project, input), isNamed);
  const build = ['build', input, ...paths.flatMap((path) => ['--path', path])];
  const image = await buf(project, [...build, '-o', '-#format=json']);
  const { file: files } = JSON.parse(image.toString());
  /** @type {string[]} */
  const types = [];
  for (const { package: group, service: services = [] } of files) {
    for (const { name: service, method: methods = [] } of services) {
      const fullName = group ? `${group}.${service}` : service;
      if (!isNamed(fullName)) continue;
      for (const { name } of methods) if (isNamed(name)) types.push('--type', `${fullName}.${name}`);
    }
  }
  const small = [...build, '--exclude-source-info', ...types];
  const named = JSON.parse((await buf(project, [...small, '-o', '-#format=json'])).toString());
  const hasAny = named.file.some((/** @type {{ name: string }} */ { name }) => name === ANY);
  return buf(project, [...(hasAny ? [...build, '--exclude-source-info'] : small), '-o', '-#format=binpb']);
}
