import { cpu } from './cpu.js';
import { cpuOfTools } from './cpu-tools.js';

/**
 * Every row by the name that `node bench/run.js` takes, in the order of the table.
 * @type {Record<string, (bench: import('../row.js').Bench) => Promise<import('../row.js').Row[]>>}
 */
export const ROWS = { cpu, 'cpu-tools': cpuOfTools };

/** Those of `make bench-quick`. */
export const QUICK_ROWS = ['cpu'];
