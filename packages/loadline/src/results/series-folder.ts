import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { printableDeep } from '../core/text/printable';
import { mainReason } from '../core/verdict/main-reason';
import { capacityFile } from './capacity-file';
import { ownFileProblems } from './links';
import { proofFile } from './proof-file';

/** What a command that does several runs, each in a folder of its own, has left in the folder of its own id. */
export interface Series {
  readonly kind: 'proof' | 'search';
  /** What was found, in words: `proof: not proved, 2 of 3 thresholds proved`. */
  readonly words: string;
}

/** A command that does several runs: its file, and what this says in words. */
interface SeriesFile {
  readonly kind: Series['kind'];
  readonly name: string;
  readonly title: string;
  readonly found: (content: unknown) => string | undefined;
}

const FILES: readonly SeriesFile[] = [
  {
    kind: 'proof',
    name: 'prove.json',
    title: 'proof',
    found: reader(proofFile, ({ verdict, thresholds, reasons }) => {
      const proved = thresholds.filter(({ outcome }) => outcome === 'proved').length;
      const why = verdict === 'invalid' ? `: ${mainReason({ reasons })}` : '';
      return `${verdict}, ${proved} of ${thresholds.length} thresholds proved${why}`;
    }),
  },
  {
    kind: 'search',
    name: 'capacity.json',
    title: 'search for the capacity',
    found: reader(capacityFile, ({ text }) => text),
  },
];

/** Names of the files that a reader of a folder of a proof or a search looks for. */
export const SERIES_FILES = ['prove.json', 'capacity.md', 'capacity.json', 'junit.xml'] as const;

/** Whether a folder is that of a proof or of a search for the capacity. It holds no run: its runs have folders of their own. */
export function isOfSeries(folder: string): boolean {
  return seriesFile(folder) !== undefined;
}

/** Reads what a proof or a search for the capacity found. @returns undefined for any other folder */
export function seriesIn(folder: string): Series | undefined {
  const file = seriesFile(folder);
  if (!file) return undefined;
  const { kind, name, title, found } = file;
  const words = found(contentOf(join(folder, name)));
  return { kind, words: `${title}: ${words ?? `its ${name} cannot be read`}` };
}

function seriesFile(folder: string): SeriesFile | undefined {
  return FILES.find(({ name }) => existsSync(join(folder, name)));
}

function reader<File>(schema: z.ZodType<File>, words: (file: File) => string) {
  return (content: unknown): string | undefined => {
    const parsed = schema.safeParse(content);
    return parsed.success ? words(parsed.data) : undefined;
  };
}

/** @returns undefined for a damaged file, and for a link or a pipe in its place */
function contentOf(path: string): unknown {
  try {
    return ownFileProblems(path).length > 0
      ? undefined
      : printableDeep(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
