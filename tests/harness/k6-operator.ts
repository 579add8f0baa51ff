/** A TestRun, as far as its runners are made of it. */
export interface TestRun {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly parallelism: number;
    readonly args: readonly string[];
    readonly script: { readonly localFile: string };
    readonly runner: Readonly<Record<string, unknown>> & {
      readonly image: string;
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    };
  };
}

/** The Job of one runner as the k6-operator v1.6.0 makes it: its command line is the operator's own. */
export function runnerJob({ metadata: { name }, spec }: TestRun, number: number) {
  const { parallelism: of, args, script, runner } = spec;
  const { image, metadata, env, resources, containerSecurityContext, volumeMounts, livenessProbe, ...rest } =
    runner;
  const share = (index: number) => (index === 0 || index === of ? String(index / of) : `${index}/${of}`);
  const sequence = Array.from({ length: of + 1 }, (_, index) => share(index)).join(',');
  const command = [
    ...['k6', 'run', '--quiet', `--execution-segment=${share(number - 1)}:${share(number)}`],
    ...[`--execution-segment-sequence=${sequence}`, ...args, script.localFile, '--address=0.0.0.0:6565'],
    ...['--paused', '--tag', `instance_id=${number}`, '--tag', `testrun_name=${name}`],
  ];
  const probe = { httpGet: { path: '/v1/status', port: 6565 } };
  const container = {
    ...{ name: 'k6', image, command, env, resources, volumeMounts, livenessProbe },
    securityContext: containerSecurityContext,
    readinessProbe: probe,
    ports: [{ containerPort: 6565 }],
  };
  const labels = { ...metadata.labels, app: 'k6', k6_cr: name, runner: 'true' };
  const pod = { hostname: `${name}-${number}`, restartPolicy: 'Never', ...rest, containers: [container] };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `${name}-${number}`, labels },
    spec: { backoffLimit: 0, template: { metadata: { labels }, spec: pod } },
  };
}
