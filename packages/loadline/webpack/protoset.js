import { buf } from './buf.js';

/** What a field of this type holds is said by the message alone. */
const ANY = 'google/protobuf/any.proto';

/**
 * Descriptors of the methods that bundles name, and of what these send and return: each virtual user keeps a copy. Where
 * that can be `Any`, they are those of all messages of the system, and of what its protos import.
 * @param {string} project
 * @param {string} protos folder of the protos, from the project
 * @param {string} system folder below it
 * @param {readonly string[]} users text of the bundles that open the file
 */
export async function protoset(project, protos, system, users) {
  const build = ['build', protos, '--path', `${protos}/${system}`];
  const image = await buf(project, [...build, '-o', '-#format=json']);
  const { file: files } = JSON.parse(image.toString());
  const isNamed = (/** @type {string} */ name) => users.some((source) => source.includes(`"${name}"`));
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
