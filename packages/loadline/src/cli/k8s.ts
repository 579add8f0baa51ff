import { Command } from 'commander';
import { type Cluster, deleteRun, waitForRun } from '../run/kubernetes/follow';
import { exitOnWrongUsage } from './option-errors';

type ClusterOptions = Omit<Cluster, 'say'>;

/** `loadline k8s wait ID`, `loadline k8s delete ID`: follow and delete a run of `loadline manifest k8s`, by kubectl. */
export function kubernetesCommand(): Command {
  const wait = addClusterOptions(new Command('wait'))
    .description('follow a run in Kubernetes until its verdict, and end with its code')
    .action(async (runId: string, options: ClusterOptions) => {
      process.exitCode = await waitForRun(runId, { ...options, say: console.log });
    });
  const remove = addClusterOptions(new Command('delete'))
    .description('remove everything of a run from Kubernetes')
    .action((runId: string, options: ClusterOptions) => deleteRun(runId, { ...options, say: console.log }));
  return new Command('k8s')
    .description('follow and remove runs in Kubernetes, by kubectl')
    .addCommand(exitOnWrongUsage(wait))
    .addCommand(exitOnWrongUsage(remove));
}

function addClusterOptions(command: Command): Command {
  return command
    .argument('<run id>', 'the one in the manifest')
    .option('--context <name>', 'context of kubectl; by default the current one')
    .option('--namespace <name>', 'where the run is; by default that of the context');
}
