import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Ending, start } from './child';
import { toolPath } from './fixture-suites';
import { project } from './project';

const run = promisify(execFile);

const TOOLS = ['buildah', 'podman', 'runc', 'mmdebstrap'];

/** Reason why this machine cannot build and run images; undefined when it can. */
export function whyNoContainers(): string | undefined {
  const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).error);
  if (missing.length > 0) return `there is no ${missing.join(', no ')}`;
  if (process.getuid?.() !== 0) return 'it needs root';
  if (spawnSync('unshare', ['--mount', 'true']).status !== 0) return 'mount namespaces cannot be made';
  return undefined;
}

/** A service of a compose file, with the fields that deploy/compose.yml uses. */
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

/** A storage of images and containers in a folder of its own, apart from the machine's. */
export class Containers {
  /** @param folder an empty one */
  constructor(private readonly folder: string) {}

  /** Stops all running containers, and removes all images. */
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
   * Makes the two base images of deploy/Dockerfile without a registry: Debian from its packages, and Debian with this Node.
   * @returns build arguments that name them
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

  /** Builds an image without a registry. */
  build(...args: string[]): Promise<Ending> {
    return this.buildah('bud', '--isolation', 'chroot', '--pull-never', ...args);
  }

  /** Runs a container with options of `podman run`. */
  run(...args: string[]): Promise<Ending> {
    // podman raises these limits by default, which this machine does not allow.
    const limits = ['--ulimit', 'nofile=4096:8192', '--ulimit', 'nproc=4096:8192'];
    return this.podman('run', ...limits, ...args);
  }

  /**
   * Runs a service of a compose file with its settings.
   * @param options further options of `podman run`
   * @param folder of the compose file, to which the paths of its volumes are relative
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

/** Waits for a program that prepares a test. @throws {Error} when it fails */
export async function succeed(ending: Promise<Ending>): Promise<Ending> {
  const ended = await ending;
  if (ended.code !== 0) throw new Error(ended.output);
  return ended;
}

/** Makes a file system of Debian from its packages. It takes half a minute, so the file is kept for further runs. */
async function debian(): Promise<string> {
  const file = project('.make/debian.tar');
  if (await stat(file).catch(() => undefined)) return file;
  await mkdir(project('.make'), { recursive: true });
  const parts = ['--variant=minbase', '--include=ca-certificates', 'bookworm', `${file}.new.tar`];
  await run('mmdebstrap', parts, { env: toolPath() });
  await run('mv', [`${file}.new.tar`, file]);
  return file;
}
