// Writes the types of the messages and services in a project's protos.
//   node packages/loadline/webpack/proto-types.js PROTOS FOLDER
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buf } from './buf.js';
import { generate } from './descriptors.js';
import { protoSystems } from './proto-systems.js';
import { sha256 } from './sha256.js';

const require = createRequire(import.meta.url);

/**
 * The plugins that generate types. k6/net/grpc sends and returns proto3 JSON, so they generate types of that, and no code
 * that could get into a bundle. protoc-gen-es writes messages into `<file>_pb.d.ts`; the other plugin writes services into
 * `<file>.d.ts`.
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

/** Writes these types into `<generated>/json/`, and again when the protos have changed. */
export class ProtoTypes {
  /** Subfolder for the types in the folder of generated files. */
  static folder = 'json';

  /**
   * @param {{ project: string, generated: string, systems: () => import('./proto-systems.js').System[] }} folders
   * `generated` is
   *   relative to the project
   */
  constructor(folders) {
    this.folders = folders;
  }

  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    for (const hook of [compiler.hooks.beforeRun, compiler.hooks.watchRun])
      hook.tapPromise('ProtoTypes', () => this.write());
  }

  /** Writes the types. @param {string} [generated] another folder, relative to the project */
  async write(generated = this.folders.generated) {
    const { project, systems } = this.folders;
    await writeProtoTypes(project, systems(), join(generated, ProtoTypes.folder));
  }
}

/**
 * @param {string} project absolute path
 * @param {readonly import('./proto-systems.js').System[]} systems
 * @param {string} out folder of the types, relative to the project; it contains nothing else
 */
async function writeProtoTypes(project, systems, out) {
  const files = systems.flatMap(({ input, paths }) => sourcesOf(project, input, paths));
  if (files.length === 0) return;
  const own = ['service-types.js', 'proto-types.js'].map((file) =>
    fileURLToPath(new URL(file, import.meta.url)),
  );
  const made = JSON.stringify([
    systems,
    files,
    sha256([...own, ...files.map((file) => resolve(project, file))]),
  ]);
  const stamp = join(project, out, '.made-of');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return;
  refuseMissingLibrary(project, out);
  rmSync(join(project, out), { recursive: true, force: true });
  const inputs = new Set(systems.filter(({ paths }) => paths.length > 0).map(({ input }) => input));
  for (const input of inputs) {
    const paths = systems.flatMap((one) =>
      one.input === input ? one.paths.flatMap((path) => ['--path', path]) : [],
    );
    // Imported protos may be outside the folders of the systems.
    const plugins = PLUGINS.map((plugin) => ({ ...plugin, out, include_imports: true }));
    const template = JSON.stringify({ version: 'v2', plugins });
    await buf(project, ['generate', input, ...paths, '--template', template]);
  }
  for (const { input, paths } of systems)
    if (paths.length === 0) generate(resolve(project, input), PLUGINS, join(project, out));
  mkdirSync(join(project, out), { recursive: true });
  writeFileSync(stamp, made);
}

/**
 * Lists the files from which the types of a system are made, sorted: the whole folder of protos, because a proto may import
 * others beside it.
 * @param {string} project
 * @param {string} input
 * @param {readonly string[]} paths
 */
function sourcesOf(project, input, paths) {
  if (paths.length === 0) return [input];
  return readdirSync(join(project, input), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.proto'))
    .map((file) => join(input, file))
    .sort();
}

/**
 * Checks that `@bufbuild/protobuf` is found, from which the types import the well-known types. Without it the compiler
 * silently takes them for `any`, and wrong calls compile.
 * @param {string} project
 * @param {string} out
 * @throws {Error} when it is not found
 */
function refuseMissingLibrary(project, out) {
  try {
    createRequire(join(project, out, 'types.js')).resolve('@bufbuild/protobuf/wkt');
  } catch {
    const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    throw new Error(
      `the types of protos import @bufbuild/protobuf, which is not installed in ${project}: npm install --save-dev @bufbuild/protobuf@${dependencies['@bufbuild/protobuf']}`,
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [protos = 'protos', out = 'src/gen/json'] = process.argv.slice(2);
  const folders = { protos: [protos], protoPaths: [], systems: undefined, cache: '' };
  await writeProtoTypes(process.cwd(), protoSystems({ project: process.cwd(), ...folders }), out);
}
