import { execFileSync } from 'node:child_process';
import { onTestFinished, type TestContext } from 'vitest';
import type { Stats } from '../../services/src/service';
import { type Child, type Ending, start, startInTest } from './child';
import { eventually } from './eventually';
import { project } from './project';
import { tempFolder } from './temp-folder';

/** Where `ip` may be; a tester's own path need not have it. */
const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;

let made = 0;

/** What a process in a namespace is started with: all of its environment but `PATH`, and its folder, or one of the test's own. */
interface InNamespace {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A service of `bin/loadline serve` in a namespace. */
interface ServedInNamespace {
  /** Host and port. */
  readonly address: string;
  readonly port: number;
  /** How many calls it got, of all kinds. */
  readonly callCount: () => Promise<number>;
}

/**
 * A network of a test's own: its loopback, its ports and its settings are those of no other process. Needs root and
 * iproute2; where it cannot be made, the test is skipped, and says why.
 */
export class NetworkNamespace {
  private constructor(private readonly name: string) {}

  /** @param addresses of the machine in it besides those of the loopback, such as `10.77.0.1` */
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

  /** Leaves so many local ports for the connections that are made from now on. */
  leavePorts(count: number): void {
    const first = 33_000;
    const write = `echo ${first} ${first + count - 1} > /proc/sys/net/ipv4/ip_local_port_range`;
    ip('netns', 'exec', this.name, 'sh', '-c', write);
  }

  /** Starts a program in it for the length of a test. */
  async start(command: string, args: readonly string[], { env = {}, cwd }: InNamespace = {}): Promise<Child> {
    const words = ['netns', 'exec', this.name, command, ...args];
    return startInTest('ip', words, { cwd: cwd ?? (await tempFolder()), env: { PATH, ...env } });
  }

  /** Runs `bin/loadline` in it to its end. */
  async loadline(args: readonly string[], { env = {}, cwd }: InNamespace & { cwd: string }): Promise<Ending> {
    const command = [project('bin', 'loadline'), ...args];
    const child = await this.start(process.execPath, command, { cwd, env: { HOME: cwd, ...env } });
    return child.ending;
  }

  /** Starts a reference service in it. */
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

/** Waits for a process to say something. */
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
