import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { project, start } from './process.js';

/** Description of the machine. */
export function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores of ${model}, ${gigabytes} GB, Linux ${release()}`;
}

/**
 * Version that each tool prints, by name of the tool. A tool that is not installed was not measured now: it keeps its version.
 * @param {Record<string, string>} [earlier]
 * @returns {Promise<Record<string, string>>}
 */
export async function versions(earlier = {}) {
  const python = project('bench/.venv/bin/python');
  const { version } = JSON.parse(readFileSync(project('package.json'), 'utf8'));
  const grpcGo = /google\.golang\.org\/grpc v(\S+)/.exec(readFileSync(project('bench/go.mod'), 'utf8'))?.[1];
  const tools = {
    loadline: `${version} (${(await says('git', ['rev-parse', '--short', 'HEAD'])) ?? 'unknown commit'})`,
    k6: await says(project('bin/k6'), ['version'], /v(\S+)/),
    ghz: await says(project('bin/ghz'), ['--version'], /v(\S+)/),
    Locust: await says(python, ['-m', 'locust', '--version'], /locust (\S+)/),
    grpcio: await says(python, ['-c', 'import grpc; print(grpc.__version__)']),
    Python: await says(python, ['--version'], /Python (\S+)/),
    'grpc-go': grpcGo ?? 'unknown',
    Go: await says('go', ['env', 'GOVERSION'], /go(\S+)/),
    Node: process.versions.node,
  };
  return Object.fromEntries(
    Object.entries(tools).map(([tool, version]) => [tool, version ?? earlier[tool] ?? 'not installed']),
  );
}

/** @param {string} file @param {string[]} args @param {RegExp} [part] @returns what it prints, or undefined when it is not there or fails */
async function says(file, args, part = /(.*)/) {
  const { code, output } = await start({ file, args }, 'any').ended;
  return code === 0 ? (part.exec(output)?.[1] ?? output.trim()) : undefined;
}
