import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A path inside this project. @param {string} path */
export const project = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The reference service as a process of its own, on free ports. */
export async function startService() {
  const args = ['serve', 'vacancies', '--port', '0', '--control-port', '0', '--seed-records', '1000'];
  const child = spawn(project('bin/loadline'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  while (!said.includes('stop it with')) said += (await once(child.stdout, 'data'))[0];
  const [, address = ''] = /vacancy service: (\S+)/.exec(said) ?? [];
  const [, control = ''] = /control: (http:\/\/[^/]+)/.exec(said) ?? [];
  const accounts = Object.fromEntries(
    [...said.matchAll(/export (\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  return {
    address,
    /** Variables that lead a run here. */
    variables: {
      ...accounts,
      SERVICE_HOST: '127.0.0.1',
      SERVICE_PORT: address.split(':')[1] ?? '',
      ADDRESS: address,
    },
    /** How many calls of the VacancyService were answered since the last time. */
    async takeCalls() {
      const stats = /** @type {import('../src/node/services/service').Stats} */ (
        await (await fetch(`${control}/stats`)).json()
      );
      await fetch(`${control}/reset`, { method: 'POST' });
      const methods = Object.entries(stats.calls).filter(([name]) => name.startsWith('pb.VacancyService/'));
      return methods.reduce(
        (sum, [, statuses]) => sum + Object.values(statuses).reduce((a, b) => a + b, 0),
        0,
      );
    },
    /** When the first call of a method came, in ms. @param {string} method */
    async firstArrival(method) {
      const response = await fetch(`${control}/arrivals?method=${method}`);
      const [first = Number.NaN] = /** @type {number[]} */ (await response.json());
      return first;
    },
    stop() {
      child.kill('SIGTERM');
      return once(child, 'close');
    },
  };
}
