// Prints the services of protos as JSON. `loadline init` writes a suite from it.
//   node webpack/describe.js '{"protos":["api"],"protoPaths":[],"cache":"…"}'
import { resolve } from 'node:path';
import { createFileRegistry, fromBinary, ScalarType } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { buf } from './buf.js';
import { readDescriptors } from './descriptors.js';
import { protoSystems } from './proto-systems.js';

/** Depth up to which messages within messages are described. */
const DEEPEST = 3;
const BIG = [ScalarType.INT64, ScalarType.UINT64, ScalarType.FIXED64, ScalarType.SFIXED64, ScalarType.SINT64];

/** @typedef {{ name: string, kind: string, fields?: Shape[], values?: string[], oneof?: string }} Shape */

/**
 * Describes the fields of a message.
 * @param {import('@bufbuild/protobuf').DescMessage} message
 * @param {number} depth
 * @returns {Shape[]}
 */
function shapesOf(message, depth = 0) {
  if (message.typeName.startsWith('google.protobuf.')) return [];
  return message.fields.map((field) => {
    const { fieldKind, jsonName: name, oneof, message: below, enum: choice } = field;
    // `oneof` of an `optional` field is a oneof with that field only.
    const common = { name, ...(oneof && { oneof: oneof.name }) };
    if (fieldKind === 'list' || fieldKind === 'map') return { ...common, kind: 'list' };
    if (choice) return { ...common, kind: 'choice', values: choice.values.map((value) => value.name) };
    if (below)
      return { ...common, kind: 'object', fields: depth < DEEPEST ? shapesOf(below, depth + 1) : [] };
    return { ...common, kind: kindOf(field.scalar) };
  });
}

/** @param {ScalarType | undefined} scalar */
function kindOf(scalar = ScalarType.STRING) {
  if (scalar === ScalarType.STRING) return 'text';
  if (scalar === ScalarType.BYTES) return 'bytes';
  if (scalar === ScalarType.BOOL) return 'flag';
  return BIG.includes(scalar) ? 'big' : 'number';
}

/** @param {import('./proto-systems.js').ProtoFolders} folders */
async function servicesOf(folders) {
  const services = [];
  for (const { name: system, input, paths } of protoSystems(folders)) {
    const set =
      paths.length === 0
        ? readDescriptors(resolve(folders.project, input))
        : fromBinary(
            FileDescriptorSetSchema,
            await buf(folders.project, [
              'build',
              input,
              ...paths.flatMap((path) => ['--path', path]),
              '-o',
              '-#format=binpb',
            ]),
          );
    for (const type of createFileRegistry(set)) {
      if (type.kind !== 'service') continue;
      const methods = type.methods.map(({ name, methodKind, input: sent, output }) => {
        const kind = methodKind.replace('_', '-');
        return { name, kind, request: shapesOf(sent), reply: shapesOf(output) };
      });
      services.push({ system, file: type.file.name, name: type.name, fullName: type.typeName, methods });
    }
  }
  return services;
}

try {
  const given = JSON.parse(process.argv[2] ?? '{}');
  const services = await servicesOf({ project: process.cwd(), protoPaths: [], systems: undefined, ...given });
  console.log(JSON.stringify(services));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
