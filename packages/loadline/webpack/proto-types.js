// Writes the types of what the protos of a project send and return.
//   node packages/loadline/webpack/proto-types.js PROTOS FOLDER
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buf } from './buf.js';
import { sha256 } from './suite-files.js';

const require = createRequire(import.meta.url);

/**
 * What k6/net/grpc sends and returns is proto3 JSON: types of that, and no code that could reach a bundle. Messages are
 * written by protoc-gen-es into `<file>_pb.d.ts`, services into `<file>.d.ts`.
 */
const PLUGINS = [
  {
    local: [process.execPath, require.resolve('@bufbuild/protoc-gen-es/bin/protoc-gen-es')],
    opt: ['target=dts', 'json_types=true'],
  },
  {
    local: [process.execPath, fileURLToPath(new URL('service-types.js', import.meta.url))],
    opt: ['target=dts'],
  },
];

/** Writes these types into `<generated>/json/`, again when the protos have changed. */
export class ProtoTypes {
  /** @param {{ project: string, protos: string, generated: string }} folders the latter two from the project */
  constructor(folders) {
    this.folders = folders;
  }

  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    const { project, protos, generated } = this.folders;
    for (const hook of [compiler.hooks.beforeRun, compiler.hooks.watchRun])
      hook.tapPromise('ProtoTypes', () => writeProtoTypes(project, protos, `${generated}/json`));
  }
}

/**
 * @param {string} project absolute path
 * @param {string} protos folder of the protos, from the project; there may be none
 * @param {string} out folder of the types, from the project; it holds nothing else
 */
async function writeProtoTypes(project, protos, out) {
  const folder = join(project, protos);
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.proto'))
    .sort();
  if (files.length === 0) return;
  const own = ['service-types.js', 'proto-types.js'].map((file) =>
    fileURLToPath(new URL(file, import.meta.url)),
  );
  const made = JSON.stringify([files, sha256([...own, ...files.map((file) => join(folder, file))])]);
  const stamp = join(project, out, '.made-of');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return;
  refuseMissingLibrary(project, out);
  const template = { version: 'v2', clean: true, plugins: PLUGINS.map((plugin) => ({ ...plugin, out })) };
  await buf(project, ['generate', protos, '--template', JSON.stringify(template)]);
  mkdirSync(join(project, out), { recursive: true });
  writeFileSync(stamp, made);
}

/**
 * The types import those of the well-known types. Where these are not found, the compiler takes them for `any` without a
 * word, and wrong calls compile.
 * @param {string} project
 * @param {string} out
 * @throws {Error} when they are not
 */
function refuseMissingLibrary(project, out) {
  try {
    createRequire(join(project, out, 'types.js')).resolve('@bufbuild/protobuf/wkt');
  } catch {
    const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    throw new Error(
      `the types of protos import @bufbuild/protobuf, which is not found from ${project}: npm install --save-dev @bufbuild/protobuf@${dependencies['@bufbuild/protobuf']}`,
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [protos = 'protos', out = 'src/gen/json'] = process.argv.slice(2);
  await writeProtoTypes(process.cwd(), protos, out);
}
