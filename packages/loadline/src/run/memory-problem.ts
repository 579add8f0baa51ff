import { LAG_PERIOD_MS } from '../core/figures/lag-period';
import { estimateMemory } from '../core/spec/memory';
import type { RunSpec } from '../core/spec/run-spec';
import { plannedIterations } from '../core/spec/schedule';
import { counted } from '../core/text/counted';
import type { Problem } from '../core/text/problem';
import { availableMemory } from './available-memory';

const GB = 1024 ** 3;
/**
 * Samples of each call: loadline's plus k6's own (1 over gRPC, 9 over HTTP). A stream has one more for each message.
 */
const SAMPLES_PER_CALL = { grpc: 2 + 1, http: 3 + 9, stream: 5 + 4 };
/** Samples of each iteration, four of them k6's own. */
const SAMPLES_PER_ITERATION = 8;
const MB = 1024 ** 2;
/**
 * Size of a sample in a compressed file, in bytes. Measured: 5 at 1,000 calls/s over gRPC, 9 at 100 calls/s, 12 over
 * HTTP.
 */
const BYTES_PER_SAMPLE = 12;
/** Memory of loadline itself, in MB, and the factor by which k6's heap may grow. */
const LOADLINE_MB = 300;
const HEAP_FACTOR = 1.5;

/** Expected virtual users, iterations and calls of a run, and the memory that k6 is expected to need. */
export function expectedCost({ journeys }: RunSpec) {
  const counts = journeys.map(({ schedule, calls, virtualUsers }) => {
    const iterations = plannedIterations(schedule).min;
    return { iterations, calls: iterations * calls.length, virtualUsers };
  });
  const sum = (key: 'iterations' | 'calls' | 'virtualUsers') =>
    counts.reduce((total, count) => total + count[key], 0);
  const [virtualUsers, iterations, calls] = [sum('virtualUsers'), sum('iterations'), sum('calls')];
  return { virtualUsers, iterations, calls, memory: estimateMemory(virtualUsers, iterations, calls) };
}

/** What a run that several machines share costs each of them, and the machine that collects its files. */
export interface SharedCost {
  /** Samples of one instance. */
  readonly samples: number;
  /** Memory of one instance with its loadline, in MB. */
  readonly memoryMb: number;
  /** Files that one instance delivers, in MB. */
  readonly uploadMb: number;
  /** Disk that the collected files and the report need, in MB. */
  readonly diskMb: number;
}

/** Expected costs of a run on several machines. */
export function sharedCost(spec: RunSpec, instances: number): SharedCost {
  const samples = samplesOfIterations(spec) / instances + samplesOfGenerator(spec);
  const { virtualUsers, iterations, calls } = expectedCost(spec);
  const memory = estimateMemory(virtualUsers / instances, iterations / instances, calls / instances);
  const heap = isFlatByItself(spec) ? memory.total - memory.samples : memory.total;
  const uploadMb = Math.ceil((samples * BYTES_PER_SAMPLE) / MB);
  return {
    samples: Math.ceil(samples),
    memoryMb: Math.ceil((heap / MB) * HEAP_FACTOR + LOADLINE_MB),
    uploadMb,
    diskMb: 2 * uploadMb * instances,
  };
}

/**
 * Refuses a run that does not fit into the memory of this machine.
 * @param isFlat whether k6 keeps no samples. Default: {@link isFlatByItself}
 */
export function memoryProblem(
  planned: RunSpec,
  isFlat = isFlatByItself(planned),
  available = availableMemory(),
): Problem[] {
  const { memory, virtualUsers } = expectedCost(planned);
  if ((isFlat ? memory.total - memory.samples : memory.total) <= available) return [];
  const message = `this run needs about ${gigabytes(memory.total)} for ${counted(virtualUsers, 'virtual user')} and their samples, this machine has ${gigabytes(available)} available: plan fewer users, a shorter run, or a larger machine`;
  return [{ code: 'memory', where: 'memory', message }];
}

/** k6 keeps several copies of each sample until the end: about 2 GB for this many. */
const MOST_SAMPLES_IN_K6 = 20_000_000;

/** Whether k6 keeps no samples even without `--flat`, because more are expected than it can hold. */
export function isFlatByItself(planned: RunSpec): boolean {
  return expectedSamples(planned) > MOST_SAMPLES_IN_K6;
}

/** Expected number of samples of a run on one machine: those of k6 and those of loadline. */
function expectedSamples(planned: RunSpec): number {
  return samplesOfIterations(planned) + samplesOfGenerator(planned);
}

/** Samples of the generator's timer lag. Each instance takes all of them. */
function samplesOfGenerator({ loadMs }: RunSpec): number {
  return loadMs / LAG_PERIOD_MS;
}

function samplesOfIterations({ journeys, calls: rows }: RunSpec): number {
  const kinds = new Map(
    rows.map(({ call, protocol, isStream }) => [call, isStream ? 'stream' : protocol] as const),
  );
  const ofIteration = (calls: readonly string[]) =>
    calls.reduce((sum, call) => sum + SAMPLES_PER_CALL[kinds.get(call) ?? 'grpc'], SAMPLES_PER_ITERATION);
  return journeys.reduce(
    (sum, { schedule, calls }) => sum + plannedIterations(schedule).min * ofIteration(calls),
    0,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / GB).toFixed(1)} GB`;
}
