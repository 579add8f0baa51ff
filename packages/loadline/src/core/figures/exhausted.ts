import { type Cause, GENERATOR_CAUSES, type GeneratorCause } from '../names';
import { counted } from '../text/counted';
import type { Aggregate } from './aggregate';

const MEANS: Readonly<Record<GeneratorCause, { readonly what: string; readonly advice: string }>> = {
  out_of_files: {
    what: 'open files',
    advice:
      'raise the hard limit of the shell that starts the run (`ulimit -Hn` shows it), plan fewer users, or run more instances',
  },
  out_of_ports: {
    what: 'local ports',
    advice:
      'widen net.ipv4.ip_local_port_range, plan fewer users, or run more instances on other machines; if ports are free, this machine has no address from which the target can be reached',
  },
  out_of_buffers: {
    what: 'memory for the network',
    advice: 'give the machine more memory, plan fewer users, or run more instances on other machines',
  },
};

/** Says what to do about a cause that is the load generator's own fault. @returns undefined for any other cause */
export function generatorAdvice(cause: Cause): string | undefined {
  return isGeneratorCause(cause) ? MEANS[cause].advice : undefined;
}

/** Says what the load generator ran out of, with the cause: a run in which this happens cannot be judged. */
export function exhausted({ calls, journeys }: Pick<Aggregate, 'calls' | 'journeys'>): string[] {
  return GENERATOR_CAUSES.flatMap((cause) => {
    const failedCalls = count(calls, cause);
    const failed =
      failedCalls > 0 ? number(failedCalls, 'call') : number(count(journeys, cause), 'iteration');
    if (failed === undefined) return [];
    const { what, advice } = MEANS[cause];
    return [`the load generator ran out of ${what} (${cause}, ${failed}): ${advice}, and run again`];
  });
}

function isGeneratorCause(cause: Cause): cause is GeneratorCause {
  return cause in MEANS;
}

function count(
  rows: readonly { readonly causes: Readonly<Record<string, number>> }[],
  cause: string,
): number {
  return rows.reduce((sum, { causes }) => sum + (causes[cause] ?? 0), 0);
}

function number(times: number, what: string): string | undefined {
  if (times === 0) return undefined;
  return counted(times, `failed ${what}`);
}
