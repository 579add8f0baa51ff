import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { DEMO_ACCOUNTS } from '../../services/src/vacancies/demo-accounts';
import { type Ending, start } from './child';
import { toolPath } from './fixture-suites';
import { copyBuiltProject } from './own-home';
import { project } from './project';

const run = promisify(execFile);

/** Why there can be no control plane here; undefined when there can be one. */
export function whyNoCluster(): string | undefined {
  if (!existsSync(project('bin/kube'))) return 'there is no bin/kube: `make test-k8s` builds it';
  return process.getuid?.() === 0 ? undefined : 'its node needs root';
}

/** The verdict as the Pod of the `collect` server left it, out of what `loadline k8s wait` has said. */
export function messageIn(output: string) {
  return JSON.parse(output.split('\n').find((line) => line.startsWith('{"runId"')) ?? 'null');
}

/** A token of a listener, which only the Secret of the cluster contains. */
export const HOOK_TOKEN = { name: 'HOOK_TOKEN', value: 'token-of-the-hook' };

/** A load of three runners on the vacancy service. */
interface ClusterLoad {
  readonly port: number;
  readonly duration?: string;
  /** Further arguments of `loadline manifest k8s`. */
  readonly args?: readonly string[];
}

/** A Kubernetes control plane on this machine, whose node runs Pods as processes. The image `loadline` is this project. */
export class ControlPlane {
  private readonly strict: string;

  private constructor(private readonly folder: string) {
    this.strict = project('.make', `strict-${basename(folder)}`);
  }

  /** @param folder an empty one */
  static async start(folder: string): Promise<ControlPlane> {
    const plane = new ControlPlane(folder);
    // Pods have a /tmp of their own: this is outside.
    const path = join(plane.strict, 'path');
    await copyBuiltProject(plane.strict);
    await mkdir(path);
    await symlink(project('bin/loadline'), join(path, 'loadline'));
    await symlink(project('deploy/k6'), join(path, 'k6'));
    const Env = [`PATH=${path}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`];
    const loadline = { Entrypoint: ['loadline'], Env, WorkingDir: '/data' };
    // The image `strict` is this project with a threshold that stops the load.
    const thresholds = join(plane.strict, 'thresholds/vacancies.json');
    const parsed = JSON.parse(await readFile(thresholds, 'utf8'));
    parsed.journeys.crud.abort = { after: '1s' };
    await writeFile(thresholds, JSON.stringify(parsed));
    const strict = { ...loadline, Entrypoint: [join(plane.strict, 'bin/loadline')] };
    for (const [name, image] of Object.entries({ loadline, strict })) {
      await symlink('/', join(folder, name));
      await writeFile(join(folder, `${name}.json`), JSON.stringify(image));
    }
    const images = ['loadline', 'strict'].map((name) => `--image ${name}=${join(folder, name)}`);
    // The first of six consecutive ports.
    const PORT = String(20_000 + 10 * (process.pid % 1_000));
    const env = { ...toolPath(), KUBE: project('bin/kube'), PORT, NODE_ARGS: images.join(' ') };
    const { code, output } = await start(project('tools/kube/up.sh'), [join(folder, 'run')], {
      cwd: folder,
      env,
    }).ending;
    if (code !== 0) throw new Error(output);
    const accounts = DEMO_ACCOUNTS.flatMap(({ email, password }, at) => [
      `--from-literal=USER_${at + 1}_EMAIL=${email}`,
      `--from-literal=USER_${at + 1}_PASSWORD=${password}`,
    ]);
    const tokens = [`--from-literal=${HOOK_TOKEN.name}=${HOOK_TOKEN.value}`];
    await plane.kubectl('create', 'secret', 'generic', 'loadline-accounts', ...accounts, ...tokens);
    return plane;
  }

  async stop(): Promise<void> {
    await start(project('tools/kube/down.sh'), [join(this.folder, 'run')], {
      cwd: this.folder,
      env: toolPath(),
    }).ending;
    await rm(this.strict, { recursive: true, force: true });
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

  /** Prints the objects of a run. Those of an attempt that the machine has starved are deleted. */
  async manifest(runId: string, load: ClusterLoad): Promise<string> {
    const text = await this.newManifest(runId, load);
    await this.loadline('k8s', 'delete', runId);
    return text;
  }

  /** Prints the objects of a run without deleting those of an earlier run. */
  async newManifest(runId: string, { port, duration = '5s', args = [] }: ClusterLoad): Promise<string> {
    const set = [`address=localhost:${port}`, 'data.EVERY=1s'].flatMap((text) => [
      '--set',
      `environment.suites.vacancies.${text}`,
    ]);
    const { code, stdout, output } = await this.loadline(
      ...['manifest', 'k8s', 'vacancies-smoke', '--instances', '3', '--image', 'loadline', '--run-id', runId],
      ...['--users', '6', '--duration', duration, ...set, ...args],
    );
    if (code !== 0) throw new Error(output);
    return stdout;
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
      if (!words[1]?.endsWith('/loadline') || !has.every((word) => words.includes(word))) continue;
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
