import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isMadeByCommand } from '../../core/spec/made-by';
import type { Result } from '../../core/verdict/result';
import { likenessKey } from '../../results/compare/likeness';
import { subfolders } from '../../results/compare/result-file';
import { runFiles } from '../../results/run-folder';
import { type ListedRun, listedRun, newestFirst } from '../list-runs';

/** A run in the history. */
export interface IndexedRun extends ListedRun {
  readonly test?: string;
  /** Whether a proof or a search for the capacity made the run. */
  readonly isMadeByCommand?: true;
  /** The same text for all runs that may be compared with each other. Absent when the run has no result. */
  readonly alike?: string;
  /** 95th percentile of each observed series that had values, by its name, in its unit. */
  readonly observed?: Readonly<Record<string, ObservedFigure>>;
}

/** A figure of an observed series, in its unit: `%` (a share of 1), `bytes`, `ms`, or any other word. */
interface ObservedFigure {
  readonly value: number;
  readonly unit: string;
}

/** The runs in a folder. Each result is read once, and again only after its file has changed. */
export class RunIndex {
  readonly #known = new Map<string, { readonly stamp: string; readonly run: IndexedRun }>();

  /** @param folder such as `reports`; it need not exist */
  constructor(private readonly folder: string) {}

  /** All current runs, newest first. */
  runs(): IndexedRun[] {
    const paths = subfolders(this.folder);
    const names = new Set(paths.map((path) => basename(path)));
    for (const name of this.#known.keys()) if (!names.has(name)) this.#known.delete(name);
    return paths.flatMap((path) => this.#existing(path)).sort(newestFirst);
  }

  /** @returns nothing when somebody deletes the run at this moment */
  #existing(path: string): IndexedRun[] {
    try {
      return [this.#run(path)];
    } catch (error) {
      if (existsSync(path)) throw error;
      return [];
    }
  }

  #run(path: string): IndexedRun {
    const name = basename(path);
    const stamp = stampOf(path);
    const known = this.#known.get(name);
    if (known && known.stamp === stamp) return known.run;
    const { listed, result } = listedRun(path, this.folder);
    const run = { ...listed, ...(result && factsOf(result)) };
    if (stamp !== undefined) this.#known.set(name, { stamp, run });
    return run;
  }
}

function factsOf(result: Result): Partial<IndexedRun> {
  const { spec } = result;
  const alike = createHash('sha256').update(likenessKey(result)).digest('base64');
  const observed = (result.aggregate.observed ?? []).flatMap(({ name, unit, figures }) => {
    const value = figures?.percentiles.p95;
    return value === undefined ? [] : [[name, { value, unit }] as const];
  });
  return {
    alike,
    observed: Object.fromEntries(observed),
    ...(spec.test !== undefined && { test: spec.test }),
    ...(isMadeByCommand(spec) && { isMadeByCommand: true }),
  };
}

/**
 * A text that changes whenever the result file of a run changes. Undefined without such a file: a run can be lost although no
 * file changes.
 */
function stampOf(path: string): string | undefined {
  const found = statSync(runFiles.result(path), { throwIfNoEntry: false });
  return found && `${found.mtimeMs} ${found.size}`;
}
