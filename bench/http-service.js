import { setTimeout as wait } from 'node:timers/promises';
import { CORES, failure, project, start } from './process.js';

/** How long a service may take until it says where it is. */
const START_MS = 10_000;

/**
 * A reference service of an HTTP system as a process of its own, on free ports and the server's core.
 * @param {string} system
 * @param {string[]} options of `loadline serve`
 */
export async function startHttpService(system, options) {
  const args = [project('bin/loadline'), 'serve', system, '--port', '0', '--control-port', '0', ...options];
  const command = { file: process.execPath, args };
  const service = start(command, CORES.server);
  const deadline = Date.now() + START_MS;
  while (!service.output().includes('stop it with')) {
    if (!service.isRunning() || Date.now() > deadline)
      throw failure(command, 'did not start', service.output());
    await wait(20);
  }
  const [, control = ''] = /control: (http:\/\/[^/]+)/.exec(service.output()) ?? [];
  return {
    /** Variables that lead a run here. */
    variables: Object.fromEntries(
      [...service.output().matchAll(/export (\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
    ),
    /** How many calls were answered since the last time. */
    async takeCalls() {
      const stats = /** @type {import('../services/src/service').Stats} */ (
        await (await fetch(`${control}/stats`)).json()
      );
      await fetch(`${control}/reset`, { method: 'POST' });
      const counts = Object.values(stats.calls).flatMap((statuses) => Object.values(statuses));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    stop() {
      service.kill();
      return service.ended;
    },
  };
}
