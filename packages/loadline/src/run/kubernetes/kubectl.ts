import { spawnSync } from 'node:child_process';
import { ConfigurationError } from '../../core/text/problem';
import type { Cluster } from './cluster';

/** Which cluster kubectl works on: by default that of its current context. */
export interface Kubectl {
  readonly context?: string;
  readonly namespace?: string;
}

/** A cluster as the user's own kubectl reaches it. */
export function kubectlCluster(where: Kubectl): Cluster {
  const ask = async (args: readonly string[], input?: string) => kubectl(where, args, input);
  return {
    list: async (kind, selector) => JSON.parse(await ask(['get', kind, '-l', selector, '-o', 'json'])).items,
    logs: (pod) => ask(['logs', pod]),
    create: async (objects) => {
      const list = { apiVersion: 'v1', kind: 'List', items: objects };
      await ask(['create', '-f', '-'], JSON.stringify(list));
    },
    remove: async (kinds, selector) => {
      // Only where the k6-operator is installed.
      const known = await ask(['api-resources', '--api-group=k6.io', '-o', 'name']);
      const all = known.includes('testruns.k6.io') ? ['testruns.k6.io', ...kinds] : kinds;
      return ask(['delete', all.join(','), '-l', selector, '--wait=true']);
    },
  };
}

/** @returns the output of kubectl. @throws {ConfigurationError} when it fails */
function kubectl({ context, namespace }: Kubectl, args: readonly string[], input = ''): string {
  const [program = 'kubectl', ...before] = (process.env.KUBECTL || 'kubectl').split(' ');
  const where = [
    ...(context === undefined ? [] : ['--context', context]),
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
  ];
  const { status, stdout, stderr, error } = spawnSync(program, [...before, ...where, ...args], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    input,
  });
  if (status === 0) return stdout;
  const message = error
    ? `cannot be started (${error.message}): install it, or name it by KUBECTL=`
    : `ended with ${status}: ${stderr.trim()}`;
  throw new ConfigurationError([{ code: 'cluster', where: `${program} ${args[0]}`, message }]);
}
