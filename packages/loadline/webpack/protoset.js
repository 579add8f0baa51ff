import { buf } from './buf.js';

/**
 * Descriptors of the methods that bundles name, and of what these send and return: each virtual user keeps a copy.
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
  return buf(project, [...build, '--exclude-source-info', ...types, '-o', '-#format=binpb']);
}
