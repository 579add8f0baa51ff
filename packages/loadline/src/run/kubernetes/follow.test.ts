import { expect, it } from 'vitest';
import { ConfigurationError } from '../../core/text/problem';
import type { Cluster } from './cluster';
import { waitForRun } from './follow';

const RUNNING = { metadata: { name: 'loadline-r1-verdict' } };
const FAILED = {
  ...RUNNING,
  status: { conditions: [{ type: 'Failed', status: 'True', message: 'exit 99' }] },
};

const MESSAGE = JSON.stringify({ runId: 'r1', exit: 99, verdict: 'fail' });

function server(message: string) {
  return {
    metadata: { name: 'server', labels: { 'loadline/part': 'collector' } },
    spec: { containers: [] },
    status: { containerStatuses: [{ state: { terminated: { exitCode: 99, message } } }] },
  };
}

type Look = 'down' | 'gone' | 'running' | 'failed';

/** Follows a run in a cluster that answers so, one after the other; the last answer is repeated. */
async function followed(looks: readonly Look[], message = MESSAGE, logs: 'there' | 'gone' = 'there') {
  let looked = 0;
  const down = new ConfigurationError([{ code: 'cluster', where: 'kubectl get', message: 'ended with 1' }]);
  const jobs = () => {
    const look = looks[Math.min(looked++, looks.length - 1)];
    if (look === 'down') throw down;
    return look === 'gone' ? [] : [look === 'failed' ? FAILED : RUNNING];
  };
  const cluster = {
    list: async (kind: string) => (kind === 'jobs' ? jobs() : [server(message)]),
    logs: async () => {
      if (logs === 'gone') throw down;
      return 'all that it wrote';
    },
  } as unknown as Cluster;
  const lines: string[] = [];
  const times = { pollMs: 1, patienceMs: 50 };
  const code = await waitForRun('r1', cluster, (line) => lines.push(line), times);
  return { code, lines };
}

it('a cluster that does not answer for a while does not end the wait', async () => {
  const { code, lines } = await followed(['running', 'down', 'down', 'running', 'failed']);
  expect(lines).toEqual(['kubectl get ended with 1: trying again', 'all that it wrote', MESSAGE]);
  expect(code).toBe(99);
});

it('a cluster that answers no longer, or a run that was deleted: invalid', async () => {
  const lost = await followed(['running', 'down']);
  expect(lost.lines.at(-1)).toContain('the cluster has not answered for 0.05 s. The run may go on');
  expect(lost.code).toBe(3);
  const deleted = await followed(['running', 'gone']);
  expect(deleted.lines).toEqual(['verdict: INVALID: run r1 was deleted before its verdict was read']);
  expect(deleted.code).toBe(3);
});

it('a cluster that does not answer at all, and a run that is not there, are errors', async () => {
  await expect(followed(['down'])).rejects.toThrow('kubectl get: ended with 1');
  await expect(followed(['gone'])).rejects.toThrow('r1: is no run of this cluster');
});

it('the verdict does not need the log, but it needs a message about this run', async () => {
  const { code, lines } = await followed(['failed'], MESSAGE, 'gone');
  expect(lines).toEqual(['the log of server cannot be read', MESSAGE]);
  expect(code).toBe(99);
  expect((await followed(['failed'], '{"runId":"r2","exit":0}')).code).toBe(3);
  expect((await followed(['failed'], 'OOM')).code).toBe(3);
});
