import { execFileSync } from 'node:child_process';
import { onTestFinished, type TestContext } from 'vitest';
import type { Stats } from '../../services/src/service';
import { type Child, type Ending, start, startInTest } from './child';
import { eventually } from './eventually';
import { project } from './project';
import { tempFolder } from './temp-folder';

/** PATH with the folders of `ip`, which the tester's own PATH may not contain. */
const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;

let made = 0;

/** Options of a process in a namespace: its environment except `PATH`, and its folder, which by default is a new one. */
interface InNamespace {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A service of `bin/loadline serve` in a namespace. */
interface ServedInNamespace {
  /** Host and port. */
  readonly address: string;
  readonly port: number;
  /** Returns the number of calls that the service has received, of all methods. */
  readonly callCount: () => Promise<number>;
}

/**
 * A network namespace for one test, with its own loopback, ports and settings. Needs root and iproute2; where it cannot be
 * made, the test is skipped with the reason.
 */
export class NetworkNamespace {
  private constructor(private readonly name: string) {}

  /** Makes a namespace. @param addresses of its interface, besides the loopback, such as `10.77.0.1` */
  static make({ skip }: Pick<TestContext, 'skip'>, addresses: readonly string[] = []): NetworkNamespace {
    const name = `loadline-${process.pid}-${++made}`;
    try {
      ip('netns', 'add', name);
    } catch (error) {
      skip(`no network namespace can be made here: ${error}`);
    }
    onTestFinished(() => ip('netns', 'del', name));
    ip('-n', name, 'link', 'set', 'lo', 'up');
    for (const address of addresses) ip('-n', name, 'addr', 'add', `${address}/32`, 'dev', 'lo');
    return new NetworkNamespace(name);
  }

  /** Limits the number of local ports for new connections. */
  leavePorts(count: number): void {
    const first = 33_000;
    const write = `echo ${first} ${first + count - 1} > /proc/sys/net/ipv4/ip_local_port_range`;
    ip('netns', 'exec', this.name, 'sh', '-c', write);
  }

  /** Starts a program in the namespace for one test. */
  async start(command: string, args: readonly string[], { env = {}, cwd }: InNamespace = {}): Promise<Child> {
    const words = ['netns', 'exec', this.name, command, ...args];
    return startInTest('ip', words, { cwd: cwd ?? (await tempFolder()), env: { PATH, ...env } });
  }

  /** Runs `bin/loadline` in the namespace to its end. */
  async loadline(args: readonly string[], { env = {}, cwd }: InNamespace & { cwd: string }): Promise<Ending> {
    const command = [project('bin', 'loadline'), ...args];
    const child = await this.start(process.execPath, command, { cwd, env: { HOME: cwd, ...env } });
    return child.ending;
  }

  /** Starts a reference service in the namespace. */
  async serve(system: string, host = '127.0.0.1', args: readonly string[] = []): Promise<ServedInNamespace> {
    const words = ['serve', system, '--host', host, '--port', '0', '--control-port', '0', ...args];
    const child = await this.start(process.execPath, [project('bin', 'loadline'), ...words]);
    const [, address = '', port = ''] = await said(child, /service: (?:http:\/\/)?([\d.]+:(\d+))/);
    const [, stats = ''] = await said(child, /control: (http:\S+)/);
    const callCount = async () => {
      const { calls } = (await this.json(stats)) as Stats;
      return Object.values(calls)
        .flatMap((byStatus) => Object.values(byStatus))
        .reduce((sum, count) => sum + count, 0);
    };
    return { address, port: Number(port), callCount };
  }

  private async json(url: string): Promise<unknown> {
    const script = 'fetch(process.argv[1]).then((reply) => reply.text()).then(console.log)';
    const child = start('ip', ['netns', 'exec', this.name, process.execPath, '-e', script, url], {
      cwd: '/',
      env: { PATH },
    });
    return JSON.parse((await child.ending).stdout);
  }
}

/** Waits until the output of a process matches a pattern. */
export function said(child: Child, words: RegExp): Promise<RegExpExecArray> {
  return eventually(() => {
    const found = words.exec(child.said());
    if (!found) throw new Error(`${words} was not said, but: ${child.said()}`);
    return found;
  });
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { env: { PATH }, stdio: ['ignore', 'ignore', 'pipe'] });
}
