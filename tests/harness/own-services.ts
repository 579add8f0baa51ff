import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Child, start, startInTest } from './child';
import { eventually } from './eventually';
import { toolPath } from './fixture-suites';
import { freePort } from './free-port';
import { project } from './project';
import { tempFolder } from './temp-folder';

/** A service from outside this project, for one test. */
export interface ForeignService {
  readonly port: number;
  /** Returns the service's own count of successful calls, by call. */
  counts(): Promise<Readonly<Record<string, number>>>;
}

/** Thrown when a service cannot be installed or built on this machine. */
class NotToBeHad extends Error {}

/** Cache of installed and built parts. */
const PARTS = project('.make/parts');

/** Makes a part of a service unless the cache has it. @returns its path */
async function part(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const path = join(PARTS, name);
  if (existsSync(path)) return path;
  await mkdir(PARTS, { recursive: true });
  const folder = join(PARTS, `${name}.part`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await make(folder);
  await rename(folder, path);
  return path;
}

/** Runs a tool to its end. @throws {NotToBeHad} when it fails */
async function tool(command: string, args: readonly string[], cwd: string): Promise<string> {
  const ending = await start(command, args, { cwd, env: toolPath() }).ending.catch((error) => {
    throw new NotToBeHad(`${command}: ${error.message}`);
  });
  if (ending.code === 0) return ending.stdout;
  throw new NotToBeHad(`${[command, ...args].join(' ')}: ${ending.output.slice(-300)}`);
}

function service(command: string, args: readonly string[], cwd: string): Child {
  return startInTest(command, args, { cwd, env: toolPath(), stdin: 'pipe' }, 'SIGTERM');
}

async function answered(url: string): Promise<string> {
  return eventually(async () => {
    const reply = await fetch(url);
    if (!reply.ok) throw new Error(`${url}: ${reply.status}`);
    return reply.text();
  });
}

/** Starts etcd of Debian. It counts its calls in its metrics. */
export async function etcd(): Promise<ForeignService> {
  const folder = await part('etcd', async (to) => {
    await tool('apt-get', ['download', 'etcd-server'], to);
    const [file = ''] = await readdir(to);
    await tool('dpkg', ['-x', file, '.'], to);
  });
  const [port, peers] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const urls = ['--listen-client-urls', url, '--advertise-client-urls', url];
  const ofPeers = `http://127.0.0.1:${peers}`;
  const cluster = ['--listen-peer-urls', ofPeers, '--initial-advertise-peer-urls', ofPeers];
  const names = ['--initial-cluster', `default=${ofPeers}`, '--data-dir', await tempFolder()];
  service(join(folder, 'usr/bin/etcd'), [...urls, ...cluster, ...names], folder);
  await answered(`${url}/health`);
  return {
    port,
    counts: async () => {
      const lines = (await answered(`${url}/metrics`)).matchAll(
        /^grpc_server_handled_total\{grpc_code="OK",grpc_method="(\w+)",.*\} (\d+)$/gm,
      );
      return Object.fromEntries([...lines].map(([, method = '', count]) => [method, Number(count)]));
    },
  };
}

/**
 * Makes etcd require a user name and a password. Its counts of calls include all calls that have begun, also streams.
 * @param port port of etcd
 */
export async function withUsers(port: number, name: string, password: string) {
  const url = `http://127.0.0.1:${port}`;
  const change = async (path: string, body: object) => {
    const reply = await fetch(`${url}/v3/auth/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  };
  const all = Buffer.from([0]).toString('base64');
  const perm = { permType: 'READWRITE', key: all, range_end: all };
  for (const role of ['root', 'load']) await change('role/add', { name: role });
  await change('role/grant', { name: 'load', perm });
  for (const [user, role] of [
    ['root', 'root'],
    [name, 'load'],
  ]) {
    await change('user/add', { name: user, password });
    await change('user/grant', { user, role });
  }
  await change('enable', {});
  return async (): Promise<Readonly<Record<string, number>>> => {
    const lines = (await answered(`${url}/metrics`)).matchAll(
      /^grpc_server_started_total\{grpc_method="(\w+)",.*\} (\d+)$/gm,
    );
    const counts: Record<string, number> = {};
    // Two services have a method Watch.
    for (const [, method = '', count] of lines) counts[method] = (counts[method] ?? 0) + Number(count);
    return counts;
  };
}

/** Copies etcd's protos and those that they import. @param to folder that imports are relative to */
export async function etcdProtos(to: string): Promise<void> {
  const modules = {
    'go.etcd.io/etcd/api/v3@v3.5.16': ['.', 'etcd/api'],
    'github.com/gogo/protobuf@v1.3.2': ['gogoproto', 'gogoproto'],
    'github.com/grpc-ecosystem/grpc-gateway@v1.16.0': ['third_party/googleapis/google/api', 'google/api'],
  };
  const cwd = await tempFolder();
  const said = await tool('go', ['mod', 'download', '-json', ...Object.keys(modules)], cwd);
  const folders = [...said.matchAll(/"Dir": "(.*)"/g)].map(([, folder = '']) => folder);
  for (const [module, [from = '', place = '']] of Object.entries(modules)) {
    const folder = folders.find((one) => one.endsWith(module)) ?? '';
    await mkdir(dirname(join(to, place)), { recursive: true });
    await cp(join(folder, from), join(to, place), { recursive: true });
  }
  // Files in Go's cache are read-only, and their copies too.
  for (const entry of await readdir(to, { recursive: true, withFileTypes: true }))
    if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o755);
}

/**
 * Starts a FastAPI application, which generates its own OpenAPI document.
 * @param name its module in the fixtures
 */
export async function fastApi(name = 'app'): Promise<ForeignService & { readonly document: string }> {
  const folder = await part('fastapi', async (to) => {
    await tool('python3', ['-m', 'venv', '.'], to);
    await tool('bin/python', ['-m', 'pip', '--quiet', 'install', 'fastapi==0.165.0', 'uvicorn==0.54.0'], to);
  });
  const port = await freePort();
  const args = ['-m', 'uvicorn', `${name}:app`, '--port', String(port), '--log-level', 'warning'];
  service(join(folder, 'bin/python'), args, project('tests/fixtures/own-services'));
  const document = await answered(`http://127.0.0.1:${port}/openapi.json`);
  const counts = async () => JSON.parse(await answered(`http://127.0.0.1:${port}/calls`));
  return { port, counts, document };
}

/** Starts Debian's Prometheus Alertmanager. Its OpenAPI document is from its sources. A silence that is removed expires. */
export async function alertmanager(): Promise<ForeignService & { readonly document: string }> {
  const folder = await part('alertmanager', async (to) => {
    await tool('apt-get', ['download', 'prometheus-alertmanager'], to);
    const [file = ''] = await readdir(to);
    await tool('dpkg', ['-x', file, '.'], to);
  });
  const [, dir = ''] =
    /"Dir": "(.*)"/.exec(
      await tool('go', ['mod', 'download', '-json', 'github.com/prometheus/alertmanager@v0.25.0'], folder),
    ) ?? [];
  // Debian's build reads its templates from /usr/share.
  const inPlace = ['--mount', 'sh', '-c', 'mount --bind usr/share /usr/share && exec "$@"', 'sh'];
  await tool('unshare', [...inPlace, 'true'], folder);
  const [port, data] = [await freePort(), await tempFolder()];
  await writeFile(join(data, 'none.yml'), 'route: { receiver: none }\nreceivers: [{ name: none }]\n');
  const files = ['--config.file', join(data, 'none.yml'), '--storage.path', data];
  const address = ['--web.listen-address', `127.0.0.1:${port}`, '--cluster.listen-address', ''];
  service('unshare', [...inPlace, 'usr/bin/prometheus-alertmanager', ...files, ...address], folder);
  const metrics = `http://127.0.0.1:${port}/metrics`;
  await answered(metrics);
  return {
    port,
    document: await readFile(join(dir, 'api/v2/openapi.yaml'), 'utf8'),
    counts: async () => {
      const lines = (await answered(metrics)).matchAll(/^alertmanager_silences\{state="(\w+)"\} (\d+)$/gm);
      const silences = Object.fromEntries([...lines].map(([, state, count]) => [state, Number(count)]));
      const { active = 0, pending = 0, expired = 0 } = silences;
      return { 'POST /silences': active + pending + expired, 'DELETE /silence/{silenceID}': expired };
    },
  };
}

/** Starts a grpc-go server with reflection. */
export async function greeter(): Promise<ForeignService> {
  const folder = await part('greeter', async (to) => {
    await cp(project('tests/fixtures/own-services/greeter'), to, { recursive: true });
    await tool('go', ['build', '-mod=readonly', '-o', 'greeter', '.'], to);
  });
  const child = service(join(folder, 'greeter'), [], folder);
  const port = await eventually(() => {
    const [, said] = /^(\d+)\n/.exec(child.said()) ?? [];
    if (said === undefined) throw new Error('it has not said its port');
    return Number(said);
  });
  return {
    port,
    counts: async () => {
      child.process.stdin?.end();
      const { stdout } = await child.ending;
      return JSON.parse(stdout.replace(/^\d+\n/, ''));
    },
  };
}

/** A server of Python's websockets. `got` ends it, and returns the messages that it has received, with their paths. */
export async function sockets(): Promise<{ readonly port: number; got(): Promise<string[][]> }> {
  const folder = await part('websockets', async (to) => {
    await tool('python3', ['-m', 'venv', '.'], to);
    await tool('bin/python', ['-m', 'pip', '--quiet', 'install', 'websockets==17.4'], to);
  });
  const port = await freePort();
  const script = project('tests/fixtures/own-services/sockets.py');
  const child = service(join(folder, 'bin/python'), [script, String(port)], folder);
  await eventually(() => {
    if (!child.said().includes('listens')) throw new Error('it does not listen yet');
  });
  return {
    port,
    got: async () => {
      child.process.stdin?.end();
      return JSON.parse((await child.ending).stdout.replace('listens\n', ''));
    },
  };
}

/** Waits for a service, or skips the test with the reason why there is none. */
export async function toBeHad<Service>(
  made: Promise<Service>,
  skip: (why: string) => never,
): Promise<Service> {
  try {
    return await made;
  } catch (error) {
    if (error instanceof NotToBeHad) skip(error.message);
    throw error;
  }
}
