import { build } from './build.js';
import { capacity } from './capacity.js';
import { consoleCpu } from './console-cpu.js';
import { consoleHour } from './console-hour.js';
import { cpu } from './cpu.js';
import { cpuOfListing } from './cpu-listing.js';
import { cpuOfTools } from './cpu-tools.js';
import { http } from './http.js';
import { liveReader } from './live-reader.js';
import { manyCalls } from './many-calls.js';
import { memory } from './memory.js';
import { reader } from './reader.js';
import { scale } from './scale.js';
import { schedule } from './schedule.js';
import { start } from './start.js';
import { sustained } from './sustained.js';
import { telemetry } from './telemetry.js';
import { tracing } from './tracing.js';
import { warmUp } from './warm-up.js';

/**
 * Every row by the name that `node bench/run.js` takes, in the order of the table.
 * @type {Record<string, (bench: import('../row.js').Bench) => Promise<import('../row.js').Row[]>>}
 */
export const ROWS = {
  cpu,
  'cpu-tools': cpuOfTools,
  'cpu-listing': cpuOfListing,
  scale,
  memory,
  http,
  start,
  build,
  sustained,
  schedule,
  'warm-up': warmUp,
  capacity,
  reader,
  'live-reader': liveReader,
  tracing,
  telemetry,
  'console-hour': consoleHour,
  'console-cpu': consoleCpu,
  'many-calls': manyCalls,
};

/** Those of `make bench-quick`. */
export const QUICK_ROWS = ['cpu', 'scale', 'start'];
