import { setTimeout as wait } from 'node:timers/promises';
import { CORES, failure, project, start } from './process.js';

/** Longest time until a service prints its address. */
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
    /** Variables with which a run calls this service. */
    variables: Object.fromEntries(
      [...service.output().matchAll(/export (\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
    ),
    /** Number of calls that were answered since the previous call of this function. */
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
