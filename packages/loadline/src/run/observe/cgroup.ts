import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ObservedSource } from '../../core/observed/source';
import {
  Counters,
  eachSeries,
  fileText,
  type Reading,
  type Readings,
  SourceError,
  type SourceReader,
} from './source';

/** Reads the control group of a container on this machine, from the files of cgroup v2. */
export class CgroupReader implements SourceReader {
  readonly #counters = new Counters();

  constructor(private readonly source: ObservedSource) {}

  async read(): Promise<Readings> {
    const { path = '', series } = this.source;
    if (!existsSync(join(path, 'cgroup.controllers'))) {
      const why = existsSync(path) ? 'is no group of cgroup v2' : 'is not there';
      throw new SourceError(`${path} ${why}: write the folder of a group below /sys/fs/cgroup`);
    }
    const atMs = Date.now();
    return eachSeries(series, ({ figure = '' }) => this.#reading(path, figure, atMs));
  }

  #reading(path: string, figure: string, atMs: number): Reading | string | undefined {
    if (figure === 'memory') return numberIn(path, 'memory.current');
    if (figure === 'memory_of_limit') {
      const used = numberIn(path, 'memory.current');
      const limit = numberIn(path, 'memory.max');
      return share(used, limit, 'memory.max sets no limit');
    }
    const cpu = this.#cpu(path, figure, atMs);
    if (figure !== 'cpu_of_limit' || typeof cpu === 'string') return cpu;
    const limit = cpuLimit(path);
    // A missing limit is reported even before the first rate is known.
    const shared = share(cpu ?? { value: 0 }, limit, 'cpu.max sets no limit');
    return cpu === undefined && typeof shared !== 'string' ? undefined : shared;
  }

  /** Number of busy processors, from the increase of a counter in µs. */
  #cpu(path: string, figure: string, atMs: number): Reading | string | undefined {
    const field = figure === 'throttled' ? 'throttled_usec' : 'usage_usec';
    const text = new RegExp(`^${field} (\\d+)$`, 'm').exec(fileText(join(path, 'cpu.stat')) ?? '')?.[1];
    if (text === undefined) return `cpu.stat has no ${field}: the group has no controller cpu`;
    const value = this.#counters.perSecond(figure, Number(text) / 1e6, atMs);
    return value === undefined ? undefined : { value };
  }
}

/** The processors that the group may use. Infinite without a limit. */
function cpuLimit(path: string): Reading | string {
  const [, quota = '', period = ''] =
    /^(max|\d+) (\d+)$/.exec(fileText(join(path, 'cpu.max'))?.trim() ?? '') ?? [];
  if (period === '') return 'cpu.max cannot be read';
  return { value: quota === 'max' ? Number.POSITIVE_INFINITY : Number(quota) / Number(period) };
}

function share(used: Reading | string, limit: Reading | string, none: string): Reading | string {
  if (typeof used === 'string') return used;
  if (typeof limit === 'string') return limit;
  return Number.isFinite(limit.value) && limit.value > 0 ? { value: used.value / limit.value } : none;
}

/** A number in a file of the group. `max` is infinite. */
function numberIn(path: string, file: string): Reading | string {
  const text = fileText(join(path, file))?.trim();
  if (text === 'max') return { value: Number.POSITIVE_INFINITY };
  if (text === undefined || !/^\d+$/.test(text)) return `${file} cannot be read`;
  return { value: Number(text) };
}
