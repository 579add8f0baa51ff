import { resolve } from 'node:path';
import { buf } from './buf.js';
import { descriptorsOf } from './descriptors.js';

/** File of the type `Any`: only a message shows the type of its content. */
const ANY = 'google/protobuf/any.proto';

/**
 * Makes the descriptors of the methods that bundles name, and of their requests and replies. They contain no more, because
 * each virtual user keeps a copy. When a request or reply can contain `Any`, they cover all messages of the system, and of
 * the protos that it imports. From a file of descriptors, they cover the files that contain these methods.
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
