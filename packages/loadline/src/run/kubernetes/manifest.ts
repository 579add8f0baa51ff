import { randomBytes } from 'node:crypto';
import type { RunSpec } from '../../core/spec/run-spec';
import { TOKEN_VARIABLE } from '../collector/protocol';
import { longestMs } from '../longest';
import { sharedCost } from '../memory-problem';
import type { Manifest } from './cluster';
import { clusterNames } from './names';
import { NOT_ROOT, WRITES_LITTLE } from './pod-security';

/** Settings of a run in a cluster. */
export interface ClusterRun {
  readonly runId: string;
  readonly test: string;
  readonly instances: number;
  readonly image: string;
  readonly namespace?: string;
  readonly spec: RunSpec;
  /** Further arguments of `loadline run`. */
  readonly args: readonly string[];
  /** Variables that set the load. The manifest shows them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that hold secrets: keys of the cluster's Secret with this name. */
  readonly secrets: { readonly name: string; readonly keys: readonly string[] };
  /**
   * Present when the `collect` server sends start, stop and verdict to listeners. `keys` are those of the Secret that it needs
   * for them.
   */
  readonly events?: { readonly keys: readonly string[] };
  /** How long to wait for all instances to arrive, in ms. */
  readonly waitMs: number;
  /** Labels of the nodes that generate the load. */
  readonly nodes: Readonly<Record<string, string>>;
  /** Keep the collected files in a volume, so that another server can take over from a lost one. */
  readonly isKept: boolean;
  /** Object of the cluster with which those of the run are deleted. */
  readonly owner?: OwnerReference;
}

/** An object that others belong to, as the API names it. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

const MB_PER_GB = 1024;
const PORT = 8080;
const GRACE_MS = 120_000;

/**
 * Objects of one run: an Indexed Job with n runners, a Job with the `collect` server, and the Service between them.
 * @param load what puts the load on the system; by default that Indexed Job
 */
export function clusterManifest(run: ClusterRun, load: Manifest = loadJob(run)): Manifest[] {
  const names = clusterNames(run.runId);
  return [
    object(run, 'v1', 'Secret', names.token, {
      stringData: { token: randomBytes(24).toString('hex') },
      // So kubectl refuses a second manifest with the same run id, for which the first run's verdict would otherwise
      // count.
      immutable: true,
    }),
    object(run, 'v1', 'Service', names.collector, {
      spec: { selector: labels(run, 'collector'), ports: [{ port: PORT, targetPort: PORT }] },
    }),
    object(run, 'networking.k8s.io/v1', 'NetworkPolicy', names.collector, {
      spec: {
        podSelector: { matchLabels: labels(run, 'collector') },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ podSelector: { matchLabels: { 'loadline/run': run.runId } } }],
            ports: [{ port: PORT, protocol: 'TCP' }],
          },
        ],
      },
    }),
    ...(run.isKept ? [volumeClaim(run)] : []),
    verdictJob(run),
    load,
  ];
}

function volumeClaim(run: ClusterRun): Manifest {
  const { diskMb } = sharedCost(run.spec, run.instances);
  const storage = `${Math.max(1, Math.ceil(diskMb / MB_PER_GB))}Gi`;
  return object(run, 'v1', 'PersistentVolumeClaim', clusterNames(run.runId).samples, {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  });
}

function verdictJob(run: ClusterRun): Manifest {
  const { runId, instances, waitMs, isKept, test, events } = run;
  const names = clusterNames(runId);
  const args = [
    ...['collect', '--run-id', runId, '--instances', String(instances), '--listen', `0.0.0.0:${PORT}`],
    ...[
      '--folder',
      '/data/run',
      '--wait',
      `${Math.ceil(waitMs / 1000)}s`,
      '--message',
      '/dev/termination-log',
    ],
    ...(events ? ['--events', test, ...run.args].map(literal) : []),
  ];
  return object(run, 'batch/v1', 'Job', names.verdict, {
    spec: {
      // Without a kept folder, another server could not continue.
      backoffLimit: isKept ? 3 : 0,
      activeDeadlineSeconds: deadlineS(run),
      ttlSecondsAfterFinished: 86_400,
      podFailurePolicy: {
        rules: [
          {
            action: 'FailJob',
            onExitCodes: { containerName: 'collect', operator: 'In', values: [2, 3, 99, 105] },
          },
          ...(isKept
            ? [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }]
            : []),
        ],
      },
      template: pod(run, 'collector', {
        terminationGracePeriodSeconds: 60,
        containers: [
          container(run, 'collect', args, {
            env: [
              tokenVariable(run),
              ...(events ? [...plainVariables(run), ...secretVariables(run, events.keys)] : []),
            ],
            readinessProbe: { httpGet: { path: '/healthz', port: PORT }, periodSeconds: 2 },
            resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '512Mi' } },
          }),
        ],
        volumes: [
          {
            name: 'data',
            ...(isKept ? { persistentVolumeClaim: { claimName: names.samples } } : { emptyDir: {} }),
          },
          { name: 'tmp', emptyDir: {} },
        ],
      }),
    },
  });
}

function loadJob(run: ClusterRun): Manifest {
  const { runId, instances, spec, nodes } = run;
  const names = clusterNames(runId);
  const args = ['run', ...runArguments(run), '--instance', `index/${instances}`].map(literal);
  const longestJourneyMs = Math.max(0, ...spec.journeys.map(({ maxDurationMs }) => maxDurationMs));
  return object(run, 'batch/v1', 'Job', names.load, {
    spec: {
      completionMode: 'Indexed',
      completions: instances,
      parallelism: instances,
      // A lost Pod means missing load. It must not be repeated.
      backoffLimit: 0,
      activeDeadlineSeconds: deadlineS(run),
      ttlSecondsAfterFinished: 86_400,
      template: pod(run, 'load', {
        terminationGracePeriodSeconds: Math.ceil(longestJourneyMs / 1000) + 120,
        ...(Object.keys(nodes).length > 0 && { nodeSelector: nodes }),
        topologySpreadConstraints: spread(run),
        containers: [
          container(run, 'load', args, {
            env: loadVariables(run),
            resources: loadResources(run),
          }),
        ],
        volumes: [
          { name: 'data', emptyDir: {} },
          { name: 'tmp', emptyDir: {} },
        ],
      }),
    },
  });
}

/** Arguments of `loadline run` for each instance, but its number. */
export function runArguments(run: ClusterRun): string[] {
  const url = `http://${clusterNames(run.runId).collector}:${PORT}`;
  return [run.test, '--run-id', run.runId, '--collector', url, ...run.args];
}

/** Variables of each instance: the token, those that set the load, and accounts by the name of their Secret. */
export function loadVariables(run: ClusterRun) {
  return [tokenVariable(run), ...plainVariables(run), ...secretVariables(run, run.secrets.keys)];
}

/** Variables whose values are keys of the cluster's Secret. */
function secretVariables({ secrets: { name } }: ClusterRun, keys: readonly string[]) {
  return keys.map((key) => ({ name: key, valueFrom: { secretKeyRef: { name, key } } }));
}

/** Variables that set the load, for a container. */
export function plainVariables({ variables }: Pick<ClusterRun, 'variables'>) {
  return Object.entries(variables).map(([name, value]) => ({ name, value: literal(value) }));
}

/** Escapes a text for arguments and variables, in which Kubernetes would replace `$(NAME)`. */
export function literal(text: string): string {
  return text.replaceAll('$', () => '$$');
}

/** With a CPU limit, throttling would look like a starved generator. */
export function loadResources({ spec, instances }: ClusterRun) {
  const memory = `${sharedCost(spec, instances).memoryMb}Mi`;
  return { requests: { cpu: '1', memory }, limits: { memory } };
}

/** Instances go to different nodes, where there are several. */
export function spread(run: ClusterRun) {
  return [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: labels(run, 'load') },
    },
  ];
}

/** One object of a run, with its labels. */
export function object(
  run: ClusterRun,
  apiVersion: string,
  kind: string,
  name: string,
  rest: Manifest,
): Manifest {
  const { runId, namespace } = run;
  const metadata = {
    name,
    ...(namespace !== undefined && { namespace }),
    labels: { 'loadline/run': runId },
    ...(run.owner && { ownerReferences: [run.owner] }),
  };
  return { apiVersion, kind, metadata, ...rest };
}

/** Labels of one part of a run. */
export function labels({ runId }: Pick<ClusterRun, 'runId'>, part: string) {
  return { 'loadline/run': runId, 'loadline/part': part };
}

function pod(run: ClusterRun, part: string, spec: Manifest): Manifest {
  return {
    metadata: {
      labels: { ...labels(run, part), 'sidecar.istio.io/inject': 'false' },
      annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' },
    },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: NOT_ROOT,
      ...spec,
    },
  };
}

function container({ image }: ClusterRun, name: string, args: readonly string[], rest: Manifest): Manifest {
  return {
    name,
    image,
    args,
    workingDir: '/data',
    ...rest,
    ...WRITES_LITTLE,
  };
}

function tokenVariable({ runId }: ClusterRun) {
  return {
    name: TOKEN_VARIABLE,
    valueFrom: { secretKeyRef: { name: clusterNames(runId).token, key: 'token' } },
  };
}

/** Time after which the cluster ends the Job, in s. */
export function deadlineS({ spec, waitMs }: Pick<ClusterRun, 'spec' | 'waitMs'>): number {
  return Math.ceil((waitMs + longestMs(spec) + GRACE_MS + 300_000) / 1000);
}
