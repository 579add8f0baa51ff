/** What a run is expected to need, in bytes. */
export interface MemoryEstimate {
  readonly virtualUsers: number;
  readonly samples: number;
  readonly total: number;
}

const MB = 1024 * 1024;
const K6_ITSELF = 60 * MB;
/** Measured with 500 connected virtual users of the vacancies suite, over an empty script. */
const PER_VIRTUAL_USER = 0.55 * MB;
/** k6 keeps every sample of a Trend as a number, again for each sub-metric, in slices that double as they grow. */
const BYTES_PER_SAMPLE = 8 * 2 * 1.5;
const TREND_SAMPLES_PER_CALL = 1;
const TREND_SAMPLES_PER_PASS = 3;

/** Estimates k6's memory from its virtual users and from the samples that its summary keeps until the end. */
export function estimateMemory(virtualUsers: number, passes: number, calls: number): MemoryEstimate {
  const users = K6_ITSELF + virtualUsers * PER_VIRTUAL_USER;
  const samples = (calls * TREND_SAMPLES_PER_CALL + passes * TREND_SAMPLES_PER_PASS) * BYTES_PER_SAMPLE;
  return { virtualUsers: users, samples, total: users + samples };
}
