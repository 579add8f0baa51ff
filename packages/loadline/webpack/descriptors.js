// Makes types, and the part that bundles use, from a file of descriptors, without buf.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  CodeGeneratorRequestSchema,
  CodeGeneratorResponseSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';

/**
 * Reads a file of descriptors.
 * @param {string} path absolute
 * @throws {Error} when the file contains none
 */
export function readDescriptors(path) {
  try {
    return fromBinary(FileDescriptorSetSchema, readFileSync(path));
  } catch (error) {
    const made = 'buf build -o FILE, or protoc --include_imports --descriptor_set_out=FILE';
    throw new Error(`${path} holds no descriptors (${error}): make it by ${made}`);
  }
}

/**
 * Returns the descriptors of the files with a service that the bundles name, and of the files that these import.
 * @param {string} path absolute
 * @param {(service: string) => boolean} isNamed
 */
export function descriptorsOf(path, isNamed) {
  const { file } = readDescriptors(path);
  const byName = new Map(file.map((one) => [one.name, one]));
  const kept = new Set();
  const keep = (/** @type {string} */ name) => {
    const one = byName.get(name);
    if (kept.has(name)) return;
    if (!one) throw new Error(`${path} lacks ${name}, which it imports: make it with all imports`);
    kept.add(name);
    one.sourceCodeInfo = undefined;
    one.dependency.forEach(keep);
  };
  for (const one of file) {
    const names = one.service.map(({ name }) => (one.package ? `${one.package}.${name}` : name));
    if (names.some(isNamed)) keep(one.name);
  }
  // The original order, in which imported files come first.
  const set = create(FileDescriptorSetSchema, { file: file.filter(({ name }) => kept.has(name)) });
  return Buffer.from(toBinary(FileDescriptorSetSchema, set));
}

/**
 * Runs plugins of protoc on a file of descriptors and writes the files that they generate.
 * @param {string} path absolute
 * @param {readonly { readonly local: readonly string[], readonly opt: readonly string[] }[]} plugins
 * @param {string} out absolute path of a folder
 */
export function generate(path, plugins, out) {
  const { file } = readDescriptors(path);
  const own = file.filter(({ name }) => !name.startsWith('google/protobuf/')).map(({ name }) => name);
  for (const { local, opt } of plugins) {
    const request = create(CodeGeneratorRequestSchema, {
      protoFile: file,
      fileToGenerate: own,
      parameter: opt.join(','),
    });
    const [program = '', ...args] = local;
    const input = toBinary(CodeGeneratorRequestSchema, request);
    const { stdout, stderr } = spawnSync(program, args, { input, maxBuffer: 2 ** 30 });
    if (stdout.length === 0) throw new Error(`${path}: ${stderr}`);
    const response = fromBinary(CodeGeneratorResponseSchema, stdout);
    if (response.error) throw new Error(`${path}: ${response.error}`);
    for (const { name, content } of response.file) {
      mkdirSync(dirname(join(out, name)), { recursive: true });
      writeFileSync(join(out, name), content);
    }
  }
}
