import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buf } from './buf.js';
import { sha256 } from './suite-files.js';

const require = createRequire(import.meta.url);

/** What k6/net/grpc sends and returns: proto3 JSON, so types only and no codec in the bundle. */
const JSON_TYPES = [
  'onlyTypes=true',
  'useJsonWireFormat=true',
  'forceLong=string',
  'enumsAsLiterals=true',
  'unrecognizedEnum=false',
  'useNullAsOptional=true',
  'outputServices=default',
  'useAsyncIterable=true',
  'exportCommonSymbols=false',
  'emitImportedFiles=false',
];

/** Writes the types of what the protos of a project send and return into `<generated>/json/`, again when they have changed. */
export class ProtoTypes {
  /** @param {{ project: string, protos: string, generated: string }} folders the latter two from the project */
  constructor(folders) {
    this.folders = folders;
  }

  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    for (const hook of [compiler.hooks.beforeRun, compiler.hooks.watchRun])
      hook.tapPromise('ProtoTypes', () => writeProtoTypes(this.folders));
  }
}

/** @param {{ project: string, protos: string, generated: string }} folders */
async function writeProtoTypes({ project, protos, generated }) {
  const folder = join(project, protos);
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.proto'))
    .sort();
  if (files.length === 0) return;
  const made = JSON.stringify([files, sha256(files.map((file) => join(folder, file))), JSON_TYPES]);
  const stamp = join(project, generated, 'json/.made-of');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return;
  const local = [process.execPath, require.resolve('ts-proto/protoc-gen-ts_proto')];
  const template = {
    version: 'v2',
    clean: true,
    plugins: [{ local, out: `${generated}/json`, opt: JSON_TYPES }],
  };
  await buf(project, ['generate', protos, '--template', JSON.stringify(template)]);
  mkdirSync(join(project, generated, 'json'), { recursive: true });
  writeFileSync(stamp, made);
}
