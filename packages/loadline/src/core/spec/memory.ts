/** Memory that a run is expected to need, in bytes. */
export interface MemoryEstimate {
  readonly virtualUsers: number;
  readonly samples: number;
  readonly total: number;
}

const MB = 1024 * 1024;
const K6_ITSELF = 60 * MB;
/**
 * Bytes. Measured with 5,000 virtual users of the vacancies suite: 0.53 MB each in the first seconds, 0.95 MB after ten
 * minutes.
 */
const PER_VIRTUAL_USER = 0.95 * MB;
/** Bytes of a virtual user that are still in use after a garbage collection. The next line has the same for k6 itself. */
const LIVE_PER_VIRTUAL_USER = 0.43 * MB;
const LIVE_K6_ITSELF = 35 * MB;
/** Go's default: the heap doubles between two collections. At 400, k6 takes about an eighth less CPU. */
const GOGC_DEFAULT = 100;
/** Above this value, single collections take long: with GOGC=off one took 1.4 s, and the run was invalid. */
const GOGC_MOST = 400;
/** Share of the free memory that the heaps of all instances together may take in addition to what they take at Go's default. */
const SHARE_OF_FREE = 1 / 8;
/**
 * k6 keeps every sample of a Trend as a number of 8 bytes, once more for each sub-metric, in slices that double when they
 * grow.
 */
const BYTES_PER_SAMPLE = 8 * 2 * 1.5;
const TREND_SAMPLES_PER_CALL = 1;
const TREND_SAMPLES_PER_ITERATION = 3;

/**
 * Estimates k6's memory at GOGC=100, from its virtual users and from the samples that its summary keeps until the end.
 */
export function estimateMemory(virtualUsers: number, iterations: number, calls: number): MemoryEstimate {
  const users = K6_ITSELF + virtualUsers * PER_VIRTUAL_USER;
  const samples =
    (calls * TREND_SAMPLES_PER_CALL + iterations * TREND_SAMPLES_PER_ITERATION) * BYTES_PER_SAMPLE;
  return { virtualUsers: users, samples, total: users + samples };
}

/** How often one k6 process collects garbage. */
export interface GcSettings {
  /** Go's GOGC: by how many percent of the live heap the heap may grow between two collections. */
  readonly gogc: number;
  /** Memory in bytes that this takes in addition to what the heap takes at Go's default. */
  readonly extraBytes: number;
}

/**
 * Chooses GOGC: 400 when memory is free, less when the larger heaps would take more than an eighth of the free memory.
 * @param virtualUsers of one k6 process
 * @param freeBytes memory that the machine has left beside all instances of the run
 * @param instances k6 processes that share the machine
 */
export function gcSettings(virtualUsers: number, freeBytes: number, instances: number): GcSettings {
  const liveBytes = LIVE_K6_ITSELF + virtualUsers * LIVE_PER_VIRTUAL_USER;
  const room = (Math.max(0, freeBytes) * SHARE_OF_FREE) / instances;
  const gogc = Math.min(GOGC_MOST, Math.floor(GOGC_DEFAULT + (room / liveBytes) * 100));
  return { gogc, extraBytes: (liveBytes * (gogc - GOGC_DEFAULT)) / 100 };
}
