import { execFile } from 'node:child_process';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DEMO_ACCOUNTS } from '../../services/src/vacancies/demo-accounts';
import { type Ending, start } from './child';
import { toolPath } from './fixture-suites';
import { project } from './project';

const run = promisify(execFile);

/** A Kubernetes control plane on this machine, whose node runs Pods as processes. The image `loadline` is this project. */
export class ControlPlane {
  private constructor(private readonly folder: string) {}

  /** @param folder an empty one */
  static async start(folder: string): Promise<ControlPlane> {
    const plane = new ControlPlane(folder);
    await symlink('/', join(folder, 'image'));
    await writeFile(join(folder, 'image.json'), JSON.stringify({ Entrypoint: [project('bin/loadline')] }));
    // The first of six consecutive ports.
    const PORT = String(20_000 + 10 * (process.pid % 1_000));
    const env = {
      ...toolPath(),
      KUBE: project('bin/kube'),
      PORT,
      NODE_ARGS: `--image loadline=${join(folder, 'image')}`,
    };
    const { code, output } = await start(project('tools/kube/up.sh'), [join(folder, 'run')], {
      cwd: folder,
      env,
    }).ending;
    if (code !== 0) throw new Error(output);
    const accounts = DEMO_ACCOUNTS.flatMap(({ email, password }, at) => [
      `--from-literal=USER_${at + 1}_EMAIL=${email}`,
      `--from-literal=USER_${at + 1}_PASSWORD=${password}`,
    ]);
    await plane.kubectl('create', 'secret', 'generic', 'loadline-accounts', ...accounts);
    return plane;
  }

  async stop(): Promise<void> {
    await start(project('tools/kube/down.sh'), [join(this.folder, 'run')], {
      cwd: this.folder,
      env: toolPath(),
    }).ending;
  }

  /** Runs `kubectl` in this cluster. @returns its stdout */
  async kubectl(...args: string[]): Promise<string> {
    const { stdout } = await run(project('bin/kube'), ['kubectl', ...this.where(), ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  /** Runs `bin/loadline` with this cluster's `kubectl`. */
  loadline(...args: string[]): Promise<Ending> {
    const env = { ...toolPath(), KUBECTL: [project('bin/kube'), 'kubectl', ...this.where()].join(' ') };
    return start(project('bin/loadline'), args, { cwd: this.folder, env }).ending;
  }

  /** Creates the objects of a manifest. The API server validates them strictly. */
  async apply(manifest: string): Promise<void> {
    const file = join(this.folder, 'manifest.yml');
    await writeFile(file, manifest);
    await this.kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', file);
    await this.kubectl('apply', '-f', file);
  }

  /** Kills the main process of a Pod, as the kernel does when memory is out. @param has words of its command line */
  async killPod(has: readonly string[], index?: number): Promise<void> {
    for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const text = (file: string) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '');
      const words = (await text('cmdline')).split('\0');
      if (!words[1]?.endsWith('bin/loadline') || !has.every((word) => words.includes(word))) continue;
      const isOne =
        index === undefined || (await text('environ')).includes(`JOB_COMPLETION_INDEX=${index}\0`);
      if (isOne) process.kill(Number(id), 'SIGKILL');
      if (isOne) return;
    }
    throw new Error(`there is no process with ${has.join(' ')}`);
  }

  /** Evicts a Pod, as `kubectl drain` does. */
  async evict(pod: string): Promise<void> {
    const file = join(this.folder, 'eviction.json');
    const eviction = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: pod, namespace: 'default' },
    };
    await writeFile(file, JSON.stringify(eviction));
    await this.kubectl('create', '--raw', `/api/v1/namespaces/default/pods/${pod}/eviction`, '-f', file);
  }

  private where(): string[] {
    return ['--kubeconfig', join(this.folder, 'run/kubeconfig')];
  }
}
