import { existsSync } from 'node:fs';
import { type Kubectl, kubectlCluster } from './kubectl';
import { inPod, TOKEN_FILE } from './pod-cluster';

/** An object of the cluster, as the API takes it. */
export type Manifest = Readonly<Record<string, unknown>>;

/** What loadline asks of a cluster: by the user's kubectl, or from inside, by the token of its Pod. */
export interface Cluster {
  /** The objects of one kind, such as `jobs`, that have the labels. */
  readonly list: <Item>(kind: 'jobs' | 'pods', selector: string) => Promise<readonly Item[]>;
  /** What a Pod has written. */
  readonly logs: (pod: string) => Promise<string>;
  readonly create: (objects: readonly Manifest[]) => Promise<void>;
  /** Deletes all objects of some kinds that have the labels. @returns what was deleted, in words */
  readonly remove: (kinds: readonly string[], selector: string) => Promise<string>;
}

/** The cluster that a command works on. Inside a Pod it is the Pod's own, unless a context or `KUBECTL` names another. */
export function clusterOf(kubectl: Kubectl): Cluster {
  const isInside = process.env.KUBERNETES_SERVICE_HOST !== undefined && existsSync(TOKEN_FILE);
  if (isInside && kubectl.context === undefined && !process.env.KUBECTL) return inPod(kubectl.namespace);
  return kubectlCluster(kubectl);
}
