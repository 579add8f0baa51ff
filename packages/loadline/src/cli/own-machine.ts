import { isAllowedTarget } from '../core/network/allowed-target';
import type { ClusterRun } from '../run/kubernetes/manifest';

/**
 * Warns of a run in a cluster against an address such as 127.0.0.1. This is no error, because a service may run beside k6 in
 * each Pod, or on each node.
 */
export function warnOfOwnMachine({ spec: { target } }: Pick<ClusterRun, 'spec'>): void {
  // Without a list of hosts, only this machine is allowed.
  if (!isAllowedTarget(target, [])) return;
  console.error(
    `warning: ${target} is an address of each Pod itself, not of this machine: name an environment that Pods reach with --env, or write --host`,
  );
}
