/** What a run is expected to need, in bytes. */
export interface MemoryEstimate {
  readonly virtualUsers: number;
  readonly samples: number;
  readonly total: number;
}

const MB = 1024 * 1024;
const K6_ITSELF = 60 * MB;
/** Measured after ten minutes with 5,000 of them, of the vacancies suite: 0.53 in the first seconds, then the heap fills. */
const PER_VIRTUAL_USER = 0.95 * MB;
/** What stays of that after a garbage collection, and of k6 itself. */
const LIVE_PER_VIRTUAL_USER = 0.43 * MB;
const LIVE_K6_ITSELF = 35 * MB;
/** Go lets a heap double before it collects: GOGC is 100 percent. With 400, a load took about a tenth less CPU. */
const [GO_PERCENT, MOST_PERCENT] = [100, 400];
/** What that may cost, where nothing else is gained. */
export const COLLECTOR_ROOM = 256 * MB;
/** k6 keeps every sample of a Trend as a number, again for each sub-metric, in slices that double as they grow. */
const BYTES_PER_SAMPLE = 8 * 2 * 1.5;
const TREND_SAMPLES_PER_CALL = 1;
const TREND_SAMPLES_PER_PASS = 3;

/** Estimates k6's memory from its virtual users and from the samples that its summary keeps until the end. */
export function estimateMemory(virtualUsers: number, passes: number, calls: number): MemoryEstimate {
  const users = K6_ITSELF + virtualUsers * PER_VIRTUAL_USER + collectorRoom(virtualUsers);
  const samples = (calls * TREND_SAMPLES_PER_CALL + passes * TREND_SAMPLES_PER_PASS) * BYTES_PER_SAMPLE;
  return { virtualUsers: users, samples, total: users + samples };
}

/**
 * The GOGC that saves CPU for a bounded price: with few virtual users the heap may grow to five times of what is live, with
 * many it grows by no more than so much room beyond what it would have anyway.
 * @param roomBytes the bound
 * @returns percent
 */
export function collectorPercent(virtualUsers: number, roomBytes = COLLECTOR_ROOM): number {
  const percent = GO_PERCENT + (roomBytes / liveBytes(virtualUsers)) * 100;
  return Math.min(MOST_PERCENT, Math.round(percent));
}

function collectorRoom(virtualUsers: number): number {
  return (liveBytes(virtualUsers) * (collectorPercent(virtualUsers) - GO_PERCENT)) / 100;
}

function liveBytes(virtualUsers: number): number {
  return LIVE_K6_ITSELF + virtualUsers * LIVE_PER_VIRTUAL_USER;
}
