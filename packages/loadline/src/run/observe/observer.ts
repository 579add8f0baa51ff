import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ObservedSource } from '../../core/observed/source';
import { type Problem, throwProblems } from '../../core/text/problem';
import type { Secrets } from '../../core/text/secret-mask';
import { shownLine } from '../../core/text/shown-text';
import { OBSERVER } from '../../results/observed';
import { type ObservedLine, observedLineText } from '../../results/observed-file';
import { writeOwnFile } from '../../results/own-file';
import { runFiles } from '../../results/run-folder';
import { unwrittenText } from '../../results/unwritten';
import { requestHeaders, secretsFor } from '../request-secrets';
import type { UserOutput } from '../user-output';
import { within } from '../within';
import { CgroupReader } from './cgroup';
import { KubernetesReader } from './kubernetes';
import { MetricsPageReader } from './metrics-page';
import { ProcessReader } from './process';
import { PromqlReader } from './promql';
import type { Readings, SourceReader } from './source';

type Variables = Readonly<Record<string, string | undefined>>;

const CHECK_MS = 10_000;
/** Timeout of a reading during the load. */
const READ_MS = 5_000;

interface OpenSource {
  readonly source: ObservedSource;
  readonly reader: SourceReader;
  /** Last time of each series by the source's clock, in ms since the epoch. A value with the same time is not new. */
  readonly lastMs: Map<string, number>;
  isSilent: boolean;
}

/**
 * The observer of a run. Undefined when there is nothing to observe here. Only the first instance of a run observes: the others
 * would read the same sources again.
 * @param instance number of the only instance on this machine; undefined: all of them run here
 */
export function observerFor(
  sources: readonly ObservedSource[] | undefined,
  instance: number | undefined,
  variables: Variables,
  output: UserOutput,
): Observer | undefined {
  if (!sources || sources.length === 0 || (instance ?? OBSERVER) !== OBSERVER) return undefined;
  return new Observer(sources, variables, output);
}

/** Reads the sources of an environment during a run, and writes each reading into the run's folder. */
class Observer {
  readonly #sources: readonly OpenSource[];
  readonly #secrets: Secrets;
  readonly #stop = new AbortController();
  readonly #unwritten = new Set<string>();
  #file: string | undefined;
  #broken = '';

  constructor(
    sources: readonly ObservedSource[],
    variables: Variables,
    private readonly output: Pick<UserOutput, 'tell' | 'event'>,
  ) {
    this.#secrets = secretsFor(sources, variables);
    this.#sources = sources.map((source) => ({
      source,
      reader: readerOf(source, variables),
      lastMs: new Map(),
      isSilent: false,
    }));
  }

  /**
   * Reads all sources once, before a run.
   * @throws {ConfigurationError} naming each source that is not optional and does not give all its series
   */
  async check(): Promise<void> {
    const checked = this.#sources.map(async ({ source, reader }): Promise<Problem[]> => {
      const { name, isOptional } = source;
      const wrong = await firstWrong(reader);
      if (wrong.length === 0) return [];
      if (isOptional) {
        for (const { at, why } of wrong)
          this.output.tell(this.#shown(`observe ${name}${at}: ${why}; the run goes on, as it is optional`));
        return [];
      }
      return wrong.map(({ at, why }) => {
        const message = `${whereOf(source)}${why}; correct it, or write optional: true to run without it`;
        return { code: 'observed-source', where: `observe ${name}${at}`, message: this.#shown(message) };
      });
    });
    throwProblems((await Promise.all(checked)).flat());
  }

  /** Texts about the file if it could not be written. */
  get unwritten(): readonly string[] {
    return [...this.#unwritten];
  }

  /** Starts to read. @returns a function that stops it */
  watch(folder: string): () => Promise<void> {
    const file = runFiles.observed(folder, OBSERVER);
    this.#file = file;
    this.#write(() => writeOwnFile(file, ''), file);
    const following = this.#sources.map((one) => this.#follow(one, file));
    return async () => {
      this.#stop.abort();
      await Promise.all(following);
    };
  }

  /** Notes which thresholds are broken now: the report needs the time of the first one. */
  readonly noteBroken = (broken: readonly string[]): void => {
    const file = this.#file;
    const key = broken.join();
    if (file === undefined || key === this.#broken) return;
    this.#broken = key;
    const line = { at: Date.now(), source: '', broken };
    this.#write(() => appendFileSync(file, observedLineText(line)), file);
  };

  async #follow(one: OpenSource, file: string): Promise<void> {
    const { name, everyMs } = one.source;
    const stopped = this.#stop.signal;
    let nextMs = Date.now();
    while (!stopped.aborted) {
      const at = Date.now();
      const line = await this.#read(one, at);
      if (stopped.aborted) return;
      this.#write(() => appendFileSync(file, observedLineText(line)), file);
      this.#tell(one, line.error ?? Object.values(line.missing ?? {})[0], name);
      // After a slow answer, the times of readings that were missed are skipped.
      nextMs += everyMs * Math.max(1, Math.ceil((Date.now() - nextMs) / everyMs));
      await sleep(nextMs - Date.now(), undefined, { signal: stopped }).catch(() => undefined);
    }
  }

  async #read({ source, reader, lastMs }: OpenSource, at: number): Promise<ObservedLine> {
    try {
      const readings = await within(READ_MS, this.#stop.signal, (signal) => reader.read(signal));
      return lineOf(source.name, at, readings, lastMs);
    } catch (error) {
      return { at, source: source.name, error: this.#shown((error as Error).message) };
    }
  }

  #tell(one: OpenSource, wrong: string | undefined, name: string): void {
    const isSilent = wrong !== undefined;
    if (isSilent !== one.isSilent)
      this.output.event(
        this.#shown(isSilent ? `observe ${name} is silent: ${wrong}` : `observe ${name} gives values again`),
      );
    one.isSilent = isSilent;
  }

  #write(write: () => void, file: string): void {
    try {
      write();
    } catch (error) {
      this.#unwritten.add(unwrittenText(file, error));
    }
  }

  #shown(text: string): string {
    return shownLine(text, this.#secrets);
  }
}

function readerOf(source: ObservedSource, variables: Variables): SourceReader {
  const headers = requestHeaders(source, variables, 'Bearer');
  switch (source.kind) {
    case 'metrics':
      return new MetricsPageReader(source, headers);
    case 'promql':
      return new PromqlReader(source, headers);
    case 'process':
      return new ProcessReader(source);
    case 'cgroup':
      return new CgroupReader(source);
    case 'kubernetes':
      return new KubernetesReader(source, headers);
  }
}

function whereOf({ url }: ObservedSource): string {
  return url === undefined ? '' : `${url}: `;
}

/** What is wrong with a source or its series before a run. */
async function firstWrong(reader: SourceReader): Promise<{ at: string; why: string }[]> {
  try {
    const { missing } = await reader.read(AbortSignal.timeout(CHECK_MS));
    return [...missing].map(([series, why]) => ({ at: `.${series}`, why }));
  } catch (error) {
    return [{ at: '', why: (error as Error).message }];
  }
}

/** Makes a line of a reading, without the series whose time is still that of their last value. */
function lineOf(
  source: string,
  at: number,
  { values, missing }: Readings,
  lastMs: Map<string, number>,
): ObservedLine {
  const news = [...values].filter(([name, { atMs }]) => {
    const isNew = atMs === undefined || atMs !== lastMs.get(name);
    if (atMs !== undefined) lastMs.set(name, atMs);
    return isNew;
  });
  const pairs = news.map(([name, { value, atMs }]) => [name, atMs === undefined ? [value] : [value, atMs]]);
  return {
    at,
    source,
    values: Object.fromEntries(pairs),
    ...(missing.size > 0 && { missing: Object.fromEntries(missing) }),
  };
}
