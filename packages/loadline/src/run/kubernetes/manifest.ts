import { randomBytes } from 'node:crypto';
import type { RunSpec } from '../../core/spec/run-spec';
import type { Problem } from '../../core/text/problem';
import { TOKEN_VARIABLE } from '../collector/protocol';
import { longestMs } from '../longest';
import { expectedCost, expectedSamples } from '../memory-problem';

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
  /** Variables that hold secrets: keys of the cluster's Secret with this name. */
  readonly secrets: { readonly name: string; readonly keys: readonly string[] };
  /** How long to wait for all instances to arrive, in ms. */
  readonly waitMs: number;
  /** Labels of the nodes that generate the load. */
  readonly nodes: Readonly<Record<string, string>>;
  /** Keep the collected files in a volume, so that another server can take over from a lost one. */
  readonly isKept: boolean;
}

type Manifest = Readonly<Record<string, unknown>>;

const MB = 1024 ** 2;
const PORT = 8080;
/** User ID in the image. */
const USER = 65_532;
const GRACE_MS = 120_000;
/** Memory of loadline itself, in MB, and the factor by which k6's heap may grow. */
const LOADLINE_MB = 300;
const HEAP_FACTOR = 1.5;
/** Size of one sample in a compressed file. */
const BYTES_PER_SAMPLE = 4;

/** Names of the objects of a run. They have a prefix, as a Service's name must begin with a letter and a run id need not. */
export function clusterNames(runId: string) {
  const name = `loadline-${runId}`;
  return {
    load: `${name}-load`,
    verdict: `${name}-verdict`,
    collector: `${name}-collector`,
    token: `${name}-token`,
    samples: `${name}-samples`,
    selector: `loadline/run=${runId}`,
  };
}

/** Longest name of an object that is also a label, in characters. */
const LONGEST = 63;

/** Refuses a run id that cannot be part of an object's name. */
export function clusterNameProblems(runId: string): Problem[] {
  const most = LONGEST - clusterNames('').collector.length;
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(runId) && runId.length <= most) return [];
  const message = `is "${runId}": write at most ${most} small letters, digits and dashes, as objects of the cluster are named by it`;
  return [{ code: 'option-value', where: '--run-id', message }];
}

/** Objects of one run: an Indexed Job with n runners, a Job with the `collect` server, and the Service between them. */
export function clusterManifest(run: ClusterRun): Manifest[] {
  const names = clusterNames(run.runId);
  return [
    object(run, 'v1', 'Secret', names.token, { stringData: { token: randomBytes(24).toString('hex') } }),
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
    loadJob(run),
  ];
}

function volumeClaim(run: ClusterRun): Manifest {
  const storage = `${Math.max(1, Math.ceil((2 * BYTES_PER_SAMPLE * expectedSamples(run.spec)) / (1024 * MB)))}Gi`;
  return object(run, 'v1', 'PersistentVolumeClaim', clusterNames(run.runId).samples, {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  });
}

function verdictJob(run: ClusterRun): Manifest {
  const { runId, instances, waitMs, isKept } = run;
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
            env: [tokenVariable(run)],
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
  const { runId, test, instances, spec, secrets, nodes } = run;
  const names = clusterNames(runId);
  const url = `http://${names.collector}:${PORT}`;
  const args = [
    ...['run', test, '--run-id', runId, '--instance', `index/${instances}`, '--collector', url],
    ...run.args,
  ];
  const memory = `${memoryMb(spec, instances)}Mi`;
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
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'kubernetes.io/hostname',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: labels(run, 'load') },
          },
        ],
        containers: [
          container(run, 'load', args, {
            env: [
              tokenVariable(run),
              ...secrets.keys.map((name) => ({
                name,
                valueFrom: { secretKeyRef: { name: secrets.name, key: name } },
              })),
            ],
            // With a CPU limit, throttling would look like a starved generator.
            resources: { requests: { cpu: '1', memory }, limits: { memory } },
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

function object(run: ClusterRun, apiVersion: string, kind: string, name: string, rest: Manifest): Manifest {
  const { runId, namespace } = run;
  const metadata = { name, ...(namespace !== undefined && { namespace }), labels: { 'loadline/run': runId } };
  return { apiVersion, kind, metadata, ...rest };
}

function labels({ runId }: ClusterRun, part: string) {
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
      securityContext: {
        runAsNonRoot: true,
        runAsUser: USER,
        runAsGroup: USER,
        fsGroup: USER,
        seccompProfile: { type: 'RuntimeDefault' },
      },
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
    securityContext: {
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'data', mountPath: '/data' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

function tokenVariable({ runId }: ClusterRun) {
  return {
    name: TOKEN_VARIABLE,
    valueFrom: { secretKeyRef: { name: clusterNames(runId).token, key: 'token' } },
  };
}

/** Memory of one k6 process and its loadline, in MB. */
function memoryMb(spec: RunSpec, instances: number): number {
  const { total } = expectedCost(spec).memory;
  return Math.ceil(((total / MB) * HEAP_FACTOR) / instances + LOADLINE_MB);
}

/** Time after which the cluster ends the Job, in s. */
function deadlineS({ spec, waitMs }: ClusterRun): number {
  return Math.ceil((waitMs + longestMs(spec) + GRACE_MS + 300_000) / 1000);
}
