import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Ending, start } from './child';
import { toolPath } from './fixture-suites';
import { project } from './project';

const run = promisify(execFile);

const TOOLS = ['buildah', 'podman', 'runc', 'mmdebstrap'];

/** Why this machine can neither build nor run an image; undefined when it can. */
export function whyNoContainers(): string | undefined {
  const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).error);
  if (missing.length > 0) return `there is no ${missing.join(', no ')}`;
  if (process.getuid?.() !== 0) return 'it needs root';
  if (spawnSync('unshare', ['--mount', 'true']).status !== 0) return 'mount namespaces cannot be made';
  return undefined;
}

/** One service of a compose file, as far as deploy/compose.yml uses it. */
export interface ComposeService {
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly tmpfs?: readonly string[];
}

/** Images and containers in a folder of their own: those of the machine are left alone. */
export class Containers {
  /** @param folder an empty one */
  constructor(private readonly folder: string) {}

  /** Ends what still runs, and removes all images. */
  async remove(): Promise<void> {
    await this.podman('rm', '--all', '--force', '--time', '0');
    await this.podman('rmi', '--all', '--force');
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs buildah in this storage. */
  buildah(...args: string[]): Promise<Ending> {
    return start('buildah', [...this.storage(), ...args], { cwd: project(), env: toolPath() }).ending;
  }

  /** Runs podman in this storage. */
  podman(...args: string[]): Promise<Ending> {
    const all = [...this.storage(), '--runtime', '/usr/sbin/runc', ...args];
    return start('podman', all, { cwd: project(), env: toolPath() }).ending;
  }

  /**
   * Makes the two images that deploy/Dockerfile begins with, as no registry is asked: Debian out of its packages, and the same
   * with this Node.
   * @returns arguments of a build that name them
   */
  async bases(): Promise<string[]> {
    await succeed(this.podman('import', '--quiet', await debian(), 'localhost/debian'));
    await this.withProgram('node', process.execPath, 'localhost/node');
    return ['NODE=localhost/node', 'BASE=localhost/debian'].flatMap((text) => ['--build-arg', text]);
  }

  /** Makes an image of Debian with one more program. */
  async withProgram(name: string, path: string, image: string): Promise<void> {
    const context = join(this.folder, `context-${name}`);
    await mkdir(context, { recursive: true });
    await cp(await realpath(path), join(context, name));
    await writeFile(
      join(context, 'Dockerfile'),
      `FROM localhost/debian\nCOPY ${name} /usr/local/bin/\nENTRYPOINT [${name === 'node' ? '' : `"${name}"`}]\n`,
    );
    await succeed(this.build('--tag', image, context));
  }

  /** Builds an image without asking a registry. */
  build(...args: string[]): Promise<Ending> {
    return this.buildah('bud', '--isolation', 'chroot', '--pull-never', ...args);
  }

  /** Runs a container as the options of `podman run` say. */
  run(...args: string[]): Promise<Ending> {
    // This machine may not raise its limits, which podman would do by itself.
    const limits = ['--ulimit', 'nofile=4096:8192', '--ulimit', 'nproc=4096:8192'];
    return this.podman('run', ...limits, ...args);
  }

  /**
   * Runs one service of a compose file, as it says.
   * @param options of `podman run`, besides
   * @param folder of the compose file, from which its volumes are named
   */
  compose(service: ComposeService, options: readonly string[], folder: string): Promise<Ending> {
    const { image, entrypoint, command, environment = {}, volumes = [], cap_drop = [], tmpfs = [] } = service;
    const all = [
      ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...volumes.flatMap((volume) => [
        '--volume',
        volume.replace(/^\.+\/?[^:]*/, (path) => join(folder, path)),
      ]),
      ...cap_drop.flatMap((name) => ['--cap-drop', name]),
      ...tmpfs.flatMap((path) => ['--tmpfs', path]),
      ...(service.read_only ? ['--read-only'] : []),
      ...(entrypoint ? ['--entrypoint', JSON.stringify(entrypoint)] : []),
    ];
    return this.run(...all, ...options, image, ...command);
  }

  private storage(): string[] {
    return ['--root', join(this.folder, 'images'), '--runroot', join(this.folder, 'run')];
  }
}

/** @throws {Error} when a program that a test only prepares with has failed */
export async function succeed(ending: Promise<Ending>): Promise<Ending> {
  const ended = await ending;
  if (ended.code !== 0) throw new Error(ended.output);
  return ended;
}

/** A file system of Debian out of its packages. It is made once and kept, as that takes half a minute. */
async function debian(): Promise<string> {
  const file = project('.make/debian.tar');
  if (await stat(file).catch(() => undefined)) return file;
  await mkdir(project('.make'), { recursive: true });
  const parts = ['--variant=minbase', '--include=ca-certificates', 'bookworm', `${file}.new.tar`];
  await run('mmdebstrap', parts, { env: toolPath() });
  await run('mv', [`${file}.new.tar`, file]);
  return file;
}
