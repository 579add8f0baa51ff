import { type ChildProcess, spawn } from 'node:child_process';
import type { UserOutput } from '../../run/user-output';

/** Longest time to wait for the start of the console and for its end, in ms. */
const PATIENCE_MS = 20_000;

/** Hidden option that makes `loadline console` serve one command: it ends with that command, and starts no runs. */
export const OF_A_RUN = '--of-run';

/** Messages: from such a console as soon as it listens, and to it when a run is about to start. */
export type FromConsole = { readonly address: string };
export type ToConsole = { readonly run: string };

/**
 * The console of `loadline run --console`. It is a separate process, so that its work does not disturb the measurement. It ends
 * when this process ends, for whatever reason.
 */
export class RunConsole {
  #started: Promise<{ child: ChildProcess; address: string } | undefined> | undefined;

  constructor(private readonly output: UserOutput) {}

  /** Prints the address of a run's page. The first call starts the console. */
  async show(runId: string): Promise<void> {
    this.#started ??= started();
    const found = await this.#started;
    if (!found) {
      this.output.tell('warning: the console did not start: try `loadline console` to see why');
      return;
    }
    found.child.send({ run: runId } satisfies ToConsole);
    this.output.say(`console: ${found.address}/runs/${runId}`);
  }

  /** Ends the console when its open pages have the last state. */
  async close(): Promise<void> {
    const found = await this.#started;
    if (!found?.child.connected) return;
    const { child } = found;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(timer);
  }
}

function started(): Promise<{ child: ChildProcess; address: string } | undefined> {
  // `detached` keeps Ctrl-C in the terminal away from it: its pages show how the run is stopped.
  const child = spawn(process.execPath, [process.argv[1] ?? '', 'console', '--port', '0', OF_A_RUN], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve) => {
    const give = (found?: { child: ChildProcess; address: string }) => {
      clearTimeout(timer);
      if (!found) child.kill('SIGKILL');
      resolve(found);
    };
    const timer = setTimeout(give, PATIENCE_MS);
    child.once('message', ({ address }: FromConsole) => give({ child, address }));
    child.once('error', () => give());
    child.once('exit', () => give());
  });
}
