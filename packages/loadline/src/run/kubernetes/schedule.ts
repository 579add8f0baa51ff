import type { Problem } from '../../core/text/problem';
import type { Manifest } from './cluster';
import { type ClusterRun, deadlineS, literal, plainVariables } from './manifest';
import { NOT_ROOT, WRITES_LITTLE } from './pod-security';

/** A run that the cluster starts again and again. */
export interface Schedule {
  /** Five fields of cron, or a name such as `@daily`. */
  readonly cron: string;
  /** IANA name, such as America/New_York. */
  readonly timeZone: string;
}

/** Longest name of a CronJob: its Jobs add 11 characters. */
const LONGEST = 52;

const MACRO = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The values of a field of cron. The first name, if there are names, stands for the lowest value. */
interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

/** Minute, hour, day of the month, month, and day of the week. Kubernetes knows Sunday only as 0. */
const FIELDS: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: DAYS },
];

function isCron(text: string): boolean {
  const given = text.split(' ');
  if (given.length !== FIELDS.length) return MACRO.test(text);
  return FIELDS.every((field, at) => (given[at] ?? '').split(',').every((part) => isPart(part, field)));
}

/** Whether a text is one part of a field, such as `*`, `8-18`, `MON` or `*\/15`. */
function isPart(text: string, field: Field): boolean {
  const [range = '', step = '1', ...more] = text.split('/');
  if (more.length > 0 || !/^[1-9]\d{0,3}$/.test(step)) return false;
  if (range === '*' || range === '?') return true;
  const ends = range.split('-').map((end) => numberOf(end, field));
  const [first = Number.NaN, last = first] = ends;
  return ends.length <= 2 && field.least <= first && first <= last && last <= field.most;
}

function numberOf(text: string, { least, names = [] }: Field): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const at = names.indexOf(text.toUpperCase());
  return at < 0 ? Number.NaN : least + at;
}

/** Why a schedule cannot be one of a cluster. */
export function scheduleProblems(test: string, { cron, timeZone }: Schedule): Problem[] {
  const problems: Problem[] = [];
  const wrong = (where: string, message: string) => problems.push({ code: 'option-value', where, message });
  if (!isCron(cron))
    wrong('--schedule', `is "${cron}": write five fields, such as "17 2 * * 0" for Sundays at 02:17`);
  if (!isTimeZone(timeZone))
    wrong('--time-zone', `is "${timeZone}": write a name such as America/New_York or Etc/UTC`);
  const { length } = scheduleName(test);
  if (length > LONGEST || !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(test))
    wrong(
      '--schedule',
      `cannot be of test ${test}: objects of the cluster are named by it, so it needs at most ${LONGEST - scheduleName('').length} small letters, digits and dashes`,
    );
  return problems;
}

/** The clocks of the cluster know the names of IANA only as they are written there. */
function isTimeZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    // Another name for the same zone is fine, other capitals are not.
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

function scheduleName(test: string): string {
  return `loadline-${test}`;
}

/**
 * Objects that start a run by the clock: a CronJob whose Pod makes the objects of the run, waits for the verdict and ends with
 * its code, and a service account that may do so. What a run leaves is deleted with the Job that made it.
 * @param args of `loadline k8s run`, in the Pod
 */
export function scheduleManifest(
  run: Pick<ClusterRun, 'image' | 'namespace' | 'spec' | 'test' | 'variables' | 'waitMs'>,
  { cron, timeZone }: Schedule,
  args: readonly string[],
): Manifest[] {
  const { image, namespace, test } = run;
  const name = scheduleName(test);
  const labels = { 'loadline/schedule': test };
  const metadata = { name, ...(namespace !== undefined && { namespace }), labels };
  const ofJob = (label: string) => ({
    fieldRef: { fieldPath: `metadata.labels['batch.kubernetes.io/${label}']` },
  });
  const pod = {
    restartPolicy: 'Never',
    serviceAccountName: name,
    securityContext: NOT_ROOT,
    containers: [
      {
        name: 'run',
        image,
        args: [...args.map(literal), '--owner', '$(JOB_NAME)/$(JOB_UID)'],
        workingDir: '/data',
        env: [
          ...plainVariables(run),
          { name: 'JOB_NAME', valueFrom: ofJob('job-name') },
          { name: 'JOB_UID', valueFrom: ofJob('controller-uid') },
        ],
        resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '512Mi' } },
        ...WRITES_LITTLE,
      },
    ],
    volumes: [
      { name: 'data', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
    ],
  };
  const role = [
    { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'list'] },
    { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
    { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
    { apiGroups: [''], resources: ['services', 'secrets', 'persistentvolumeclaims'], verbs: ['create'] },
    { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create'] },
  ];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: role },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, ...(namespace !== undefined && { namespace }) }],
    },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: {
        schedule: cron,
        timeZone,
        // Two loads at once would measure each other.
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 600,
        successfulJobsHistoryLimit: 7,
        failedJobsHistoryLimit: 7,
        jobTemplate: {
          metadata: { labels },
          spec: {
            // A run is not repeated: its verdict stands.
            backoffLimit: 0,
            activeDeadlineSeconds: deadlineS(run) + 300,
            template: { metadata: { labels: { ...labels, 'sidecar.istio.io/inject': 'false' } }, spec: pod },
          },
        },
      },
    },
  ];
}
