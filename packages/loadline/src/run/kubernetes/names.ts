import type { Problem } from '../../core/text/problem';

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

/** Longest name that the k6-operator makes of a TestRun: that of the Service of its last runner. */
export function operatorName(runId: string, instances: number): string {
  return `loadline-${runId}-service-${instances}`;
}

/**
 * Refuses a run id that cannot be part of an object's name.
 * @param nameOf makes the longest name of an object
 */
export function clusterNameProblems(
  runId: string,
  nameOf = (id: string) => clusterNames(id).collector,
): Problem[] {
  const most = LONGEST - nameOf('').length;
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(runId) && runId.length <= most) return [];
  const message = `is "${runId}": write at most ${most} small letters, digits and dashes, as objects of the cluster are named by it`;
  return [{ code: 'option-value', where: '--run-id', message }];
}
