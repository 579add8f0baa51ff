import { availableParallelism } from 'node:os';
import { gcSettings } from '../core/spec/memory';
import type { RunSpec } from '../core/spec/run-spec';
import { availableMemory } from './available-memory';
import { expectedCost } from './memory-problem';

const PROCESSORS_INSTEAD_OF_ONE = '4';
/** With more processors than the machine has, each call takes a fifth more CPU. Above this rate, CPU is what is short. */
const MOST_CALLS_PER_SECOND = 1_000;

/** Variables that configure Go's runtime. Those of the user's own environment replace them. */
export interface GoSettings {
  readonly GOGC: string;
  readonly GOMAXPROCS?: string;
}

/**
 * Settings of Go's runtime with which k6 takes less CPU and starts iterations in time. Less frequent garbage collection saves
 * CPU; see {@link gcSettings}. On one processor, GOMAXPROCS is 4: goroutines wait for each other for up to 10 ms, Go's time
 * slice, while the kernel switches between threads as soon as one is due. Measured with 3,750 users of the vacancies suite
 * on one processor: p99 of the schedule delay falls from 22 to 13 ms.
 * @param instances number of k6 processes on this machine that share the run
 * @returns environment variables for each of them
 */
export function goSettings(
  planned: RunSpec,
  instances: number,
  processors = availableParallelism(),
  available = availableMemory(),
): GoSettings {
  const { calls } = expectedCost(planned);
  const isRelaxed = calls / (planned.loadMs / 1_000) <= MOST_CALLS_PER_SECOND;
  return {
    GOGC: String(gcOfRun(planned, instances, available).gogc),
    ...(processors === 1 && isRelaxed && { GOMAXPROCS: PROCESSORS_INSTEAD_OF_ONE }),
  };
}

/** The settings as a line of the plan, with the values that the user's environment replaces. */
export function goSettingsText(
  planned: RunSpec,
  environment: NodeJS.ProcessEnv,
  processors = availableParallelism(),
  available = availableMemory(),
): string {
  const settings = goSettings(planned, 1, processors, available);
  const extraMB = Math.ceil(gcOfRun(planned, 1, available).extraBytes / 1024 ** 2);
  const more = extraMB > 0 ? `, up to ${extraMB} MB more than at GOGC=100` : '';
  const names = ['GOGC', 'GOMAXPROCS', 'GOMEMLIMIT'] as const;
  const texts = names.flatMap((name) => {
    if (environment[name]) return `${name}=${environment[name]} from the environment`;
    if (name === 'GOGC') return `GOGC=${settings.GOGC}${more}`;
    return name === 'GOMAXPROCS' && settings.GOMAXPROCS ? `GOMAXPROCS=${settings.GOMAXPROCS}` : [];
  });
  return `garbage collection: ${texts.join('; ')}`;
}

function gcOfRun(planned: RunSpec, instances: number, available: number) {
  const { virtualUsers, memory } = expectedCost(planned);
  return gcSettings(virtualUsers / instances, available - memory.total, instances);
}
