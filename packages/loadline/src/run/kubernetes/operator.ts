import type { Manifest } from './cluster';
import {
  type ClusterRun,
  labels,
  literal,
  loadResources,
  loadVariables,
  object,
  runArguments,
  spread,
} from './manifest';
import { NOT_ROOT, WRITES_LITTLE } from './pod-security';

/** Variable of a runner of the k6-operator: arguments of `loadline run`, as JSON. */
export const RUNNER_VARIABLE = 'LOADLINE_RUN';

/** How often a probe of the operator asks, in s. */
const PROBE_S = 10;

/**
 * A TestRun of the k6-operator instead of the Indexed Job: each of its runners starts the image's `k6`, which hands over to
 * `loadline k8s runner`. The `collect` server starts the load and judges it, as without the operator.
 */
export function testRun(run: ClusterRun): Manifest {
  const { runId, instances, image, nodes, spec, waitMs } = run;
  const { securityContext, volumeMounts } = WRITES_LITTLE;
  return object(run, 'k6.io/v1alpha1', 'TestRun', `loadline-${runId}`, {
    spec: {
      parallelism: instances,
      // No archive: its thresholds are those of one instance.
      script: { localFile: `/opt/loadline/dist/${spec.suite}.js` },
      args: ['--no-usage-report'],
      // The suite was inspected before this was written.
      initializer: { disabled: true },
      starter: { image },
      runner: {
        image,
        metadata: { labels: { ...labels(run, 'load'), 'sidecar.istio.io/inject': 'false' } },
        env: [
          ...loadVariables(run),
          { name: RUNNER_VARIABLE, value: literal(JSON.stringify(runArguments(run))) },
        ],
        resources: loadResources(run),
        securityContext: NOT_ROOT,
        containerSecurityContext: securityContext,
        volumeMounts,
        volumes: [
          { name: 'data', emptyDir: {} },
          { name: 'tmp', emptyDir: {} },
        ],
        // k6 answers from the start of the load on, and one that is short of processors answers late.
        livenessProbe: {
          httpGet: { path: '/v1/status', port: 6565 },
          periodSeconds: PROBE_S,
          timeoutSeconds: PROBE_S,
          failureThreshold: Math.ceil(waitMs / 1000 / PROBE_S) + 30,
        },
        ...(Object.keys(nodes).length > 0 && { nodeSelector: nodes }),
        topologySpreadConstraints: spread(run),
      },
    },
  });
}
