import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError, type Problem } from '../../core/text/problem';
import { EXIT } from '../exit';
import type { Cluster } from './cluster';
import { clusterNames } from './names';

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly containers: readonly {
      readonly resources?: { readonly limits?: { readonly memory?: string } };
    }[];
  };
  readonly status: {
    readonly phase?: string;
    readonly containerStatuses?: readonly {
      readonly state?: {
        readonly terminated?: {
          readonly exitCode: number;
          readonly reason?: string;
          readonly message?: string;
        };
      };
    }[];
  };
}

interface Job {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
  };
}

/** Times of following a run, in ms. */
const TIMES = {
  /** Between two requests. */
  pollMs: 2_000,
  /** How long the cluster may not answer: during a run, an API server may restart, and a connection may break. */
  patienceMs: 300_000,
};

/** 128 + SIGKILL: exit code of a container that uses too much memory. */
const KILLED = 137;

/**
 * Follows a run in a cluster until its verdict.
 * @returns the exit code of the verdict; that of an invalid run when the cluster no longer answers, or the run was deleted
 * @throws {ConfigurationError} when there is no such run, or the cluster does not answer the first time
 */
export async function waitForRun(
  runId: string,
  cluster: Cluster,
  say: (line: string) => void,
  { pollMs, patienceMs } = TIMES,
): Promise<number> {
  const names = clusterNames(runId);
  const told = new Set<string>();
  const once = (text: string) => {
    if (told.has(text)) return;
    told.add(text);
    say(text);
  };
  let answeredAtMs: number | undefined;
  for (; ; await sleep(pollMs)) {
    let jobs: readonly Job[];
    let pods: readonly Pod[];
    try {
      jobs = await cluster.list<Job>('jobs', names.selector);
      pods = await cluster.list<Pod>('pods', names.selector);
    } catch (error) {
      if (!(error instanceof ConfigurationError) || answeredAtMs === undefined) throw error;
      if (performance.now() - answeredAtMs > patienceMs) {
        say(
          `verdict: INVALID: the cluster has not answered for ${patienceMs / 1000} s. The run may go on: loadline k8s wait ${runId}`,
        );
        return EXIT.invalid;
      }
      const [problem] = error.problems;
      once(`${problem?.where} ${problem?.message}: trying again`);
      continue;
    }
    const verdict = jobs.find(({ metadata }) => metadata.name === names.verdict);
    if (!verdict) {
      if (answeredAtMs === undefined) throw new ConfigurationError([noRun(runId)]);
      say(`verdict: INVALID: run ${runId} was deleted before its verdict was read`);
      return EXIT.invalid;
    }
    answeredAtMs = performance.now();
    for (const text of pods.flatMap(lost)) once(text);
    const ended = jobs.flatMap((job) => endOf(job));
    for (const { name, text } of ended) if (name === names.load) once(text);
    if (ended.some(({ name }) => name === names.verdict)) return verdictOf(runId, cluster, pods, ended, say);
  }
}

function noRun(runId: string): Problem {
  const message = 'is no run of this cluster: name one that kubectl apply has made, and its --namespace';
  return { code: 'cluster', where: runId, message };
}

/** Deletes all objects of a run from the cluster. @returns what was deleted, in words */
export async function deleteRun(runId: string, cluster: Cluster): Promise<string> {
  const kinds = ['jobs', 'services', 'secrets', 'networkpolicies', 'persistentvolumeclaims'];
  return (await cluster.remove(kinds, clusterNames(runId).selector)).trim();
}

async function verdictOf(
  runId: string,
  cluster: Cluster,
  pods: readonly Pod[],
  ended: readonly { readonly name: string; readonly text: string }[],
  say: (line: string) => void,
): Promise<number> {
  const servers = pods.filter(({ metadata }) => metadata.labels['loadline/part'] === 'collector');
  const ends = servers.flatMap((pod) => {
    const end = terminated(pod);
    return end?.message ? [{ pod, end }] : [];
  });
  const last = ends.at(-1);
  if (!last) {
    for (const { text } of ended) say(text);
    say('verdict: INVALID: the collect server ended without a verdict');
    return EXIT.invalid;
  }
  try {
    say((await cluster.logs(last.pod.metadata.name)).trimEnd());
  } catch (error) {
    // The verdict does not need the log, and the node of the Pod may be gone.
    if (!(error instanceof ConfigurationError)) throw error;
    say(`the log of ${last.pod.metadata.name} cannot be read`);
  }
  const { exitCode, message = '' } = last.end;
  say(message);
  if (runIdIn(message) === runId) return exitCode;
  say(`verdict: INVALID: the collect server left no verdict of run ${runId}`);
  return EXIT.invalid;
}

function runIdIn(message: string): unknown {
  try {
    return JSON.parse(message).runId;
  } catch {
    return undefined;
  }
}

/** Why a Pod of the load was lost: killed, or ended with an error. */
function lost(pod: Pod): string[] {
  const end = terminated(pod);
  if (!end || pod.metadata.labels['loadline/part'] !== 'load') return [];
  const index = pod.metadata.annotations?.['batch.kubernetes.io/job-completion-index'];
  const name = index === undefined ? pod.metadata.name : `instance ${Number(index) + 1}`;
  const memory = pod.spec.containers[0]?.resources?.limits?.memory ?? 'no limit';
  if (end.reason === 'OOMKilled')
    return [`${name} ran out of memory (exit 137, its limit is ${memory}): more instances, or fewer users`];
  if (end.exitCode === KILLED)
    return [`${name} was killed (exit 137), as when it runs out of memory; its limit is ${memory}`];
  return end.exitCode === 0 ? [] : [`${name} ended with ${end.exitCode}`];
}

function terminated({ status }: Pod) {
  return status.containerStatuses?.[0]?.state?.terminated;
}

function endOf({ metadata: { name }, status }: Job): { name: string; text: string }[] {
  const end = status?.conditions?.find(
    ({ type, status: isTrue }) => ['Complete', 'Failed'].includes(type) && isTrue === 'True',
  );
  return end ? [{ name, text: `${name}: ${end.type}${end.message ? `, ${end.message}` : ''}` }] : [];
}
