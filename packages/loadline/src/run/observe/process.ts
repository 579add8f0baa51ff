import { readdirSync } from 'node:fs';
import type { ObservedSource } from '../../core/observed/source';
import { Counters, eachSeries, fileText, type Readings, SourceError, type SourceReader } from './source';

/** Unit of CPU times in `/proc`, the same on every Linux that k6 runs on. */
const TICKS_PER_SECOND = 100;

/** Indexes of fields in `/proc/<pid>/stat`, counted after the name of the program: see proc(5). */
const FIELD = { state: 0, userTicks: 11, systemTicks: 12, threads: 17, startTicks: 19 };

/** States of a process that has ended: zombie and dead. */
const ENDED: ReadonlySet<string> = new Set(['Z', 'X', 'x']);

/** Reads a process of this machine from `/proc`. */
export class ProcessReader implements SourceReader {
  readonly #counters = new Counters();
  #started: string | undefined;

  constructor(private readonly source: ObservedSource) {}

  async read(): Promise<Readings> {
    const pid = this.#pid();
    const atMs = Date.now();
    const stat = fileText(`/proc/${pid}/stat`);
    if (stat === undefined) throw new SourceError(`there is no process ${pid} on this machine`);
    // The name of the program is in parentheses and may contain any character.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Until its parent asks for its exit code, a process that has ended is still listed, with a CPU of 0%.
    if (ENDED.has(fields[FIELD.state] ?? '')) throw new SourceError(`process ${pid} has ended`);
    const started = `${pid} ${fields[FIELD.startTicks]}`;
    // A service that starts again writes its new number into its pid file. A configured `pid` must stay the same process.
    if (this.source.pid !== undefined && this.#started !== undefined && this.#started !== started)
      throw new SourceError(`process ${pid} has ended, and another process has its number`);
    this.#started = started;
    return eachSeries(this.source.series, ({ figure }) => {
      if (figure === 'cpu') {
        const ticks = Number(fields[FIELD.userTicks]) + Number(fields[FIELD.systemTicks]);
        const share = this.#counters.perSecond(started, ticks / TICKS_PER_SECOND, atMs);
        return share === undefined ? undefined : { value: share };
      }
      if (figure === 'threads') return { value: Number(fields[FIELD.threads]) };
      if (figure === 'rss') return residentBytes(pid);
      return openFiles(pid);
    });
  }

  #pid(): number {
    const { pid, pidFile = '' } = this.source;
    if (pid !== undefined) return pid;
    const text = fileText(pidFile);
    if (text === undefined) throw new SourceError(`its pidFile ${pidFile} cannot be read`);
    if (!/^\d{1,10}\s*$/.test(text))
      throw new SourceError(`its pidFile ${pidFile} does not contain a number`);
    return Number(text);
  }
}

function residentBytes(pid: number) {
  const kB = /^VmRSS:\s+(\d+) kB$/m.exec(fileText(`/proc/${pid}/status`) ?? '')?.[1];
  return kB === undefined ? 'its memory cannot be read' : { value: Number(kB) * 1_024 };
}

function openFiles(pid: number) {
  try {
    return { value: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return `its open files cannot be read: this needs the user of process ${pid}, or root`;
  }
}
