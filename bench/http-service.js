import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { project } from './service.js';

/**
 * A reference service of an HTTP system as a process of its own, on free ports.
 * @param {string} system
 * @param {string[]} options of `loadline serve`
 */
export async function startHttpService(system, options) {
  const args = ['serve', system, '--port', '0', '--control-port', '0', ...options];
  const child = spawn(project('bin/loadline'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  while (!said.includes('stop it with')) said += (await once(child.stdout, 'data'))[0];
  const [, control = ''] = /control: (http:\/\/[^/]+)/.exec(said) ?? [];
  return {
    /** Variables that lead a run here. */
    variables: Object.fromEntries(
      [...said.matchAll(/export (\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
    ),
    /** How many calls were answered since the last time. */
    async takeCalls() {
      const stats = /** @type {import('../src/node/services/service').Stats} */ (
        await (await fetch(`${control}/stats`)).json()
      );
      await fetch(`${control}/reset`, { method: 'POST' });
      const counts = Object.values(stats.calls).flatMap((statuses) => Object.values(statuses));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    stop() {
      child.kill('SIGTERM');
      return once(child, 'close');
    },
  };
}
