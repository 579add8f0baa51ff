import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { own } from '../core/text/own';
import { printableDeep } from '../core/text/printable';
import { ConfigurationError } from '../core/text/problem';
import { withLock } from './file-lock';
import { readJson, writeJson } from './json-file';

/** Longest note, in characters. */
export const LONGEST_NOTE = 500;

/** What users have said about the runs of a folder: `marks.json` in it. */
export interface Marks {
  /** Notes by run. */
  readonly notes: Readonly<Record<string, string>>;
  /** Runs of each baseline, by its name. Runs of a baseline are not deleted. */
  readonly baselines: Readonly<Record<string, readonly string[]>>;
}

const marksFile = z.object({
  version: z.literal(1),
  notes: z.record(z.string(), z.string().max(LONGEST_NOTE)),
  baselines: z.record(z.string(), z.array(z.string())),
});

/** Path of the file. @param reports folder of all runs */
function fileIn(reports: string): string {
  return join(reports, 'marks.json');
}

/**
 * Reads the notes and baselines. There are none without a file.
 * @throws {ConfigurationError} when the file is not valid, because it decides which runs are not deleted
 */
export function readMarks(reports: string): Marks {
  const file = fileIn(reports);
  if (!existsSync(file)) return { notes: {}, baselines: {} };
  const parsed = marksFile.safeParse(printableDeep(readJson(file)));
  if (parsed.success) return parsed.data;
  const message = 'is no valid file of notes and baselines: repair it, or delete it';
  throw new ConfigurationError([{ code: 'run-unreadable', where: file, message }]);
}

/**
 * Changes the notes and baselines. Other processes that change them wait meanwhile, so that no change is lost. The file is
 * replaced as a whole.
 * @param change returns the same object when nothing has to be changed
 * @throws {ConfigurationError} as {@link readMarks}
 */
export function changeMarks(reports: string, change: (marks: Marks) => Marks): void {
  const file = fileIn(reports);
  mkdirSync(reports, { recursive: true, mode: 0o700 });
  withLock(`${file}.lock`, () => {
    const before = readMarks(reports);
    const after = change(before);
    if (after === before) return;
    const { notes, baselines } = after;
    writeJson(`${file}.part`, { version: 1, notes, baselines });
    renameSync(`${file}.part`, file);
  });
}

/** Sets the note of a run. An empty one removes it. */
export function withNote({ notes, ...others }: Marks, run: string, text: string): Marks {
  const { [run]: _, ...rest } = notes;
  return { ...others, notes: text === '' ? rest : { ...rest, [run]: text } };
}

/** Removes the notes of runs that are deleted. @returns the same object when they have none */
export function withoutNotes(marks: Marks, runs: readonly string[]): Marks {
  const entries = Object.entries(marks.notes);
  const kept = entries.filter(([run]) => !runs.includes(run));
  return kept.length === entries.length ? marks : { ...marks, notes: Object.fromEntries(kept) };
}

/** Sets the runs of a baseline. An empty list removes it. */
export function withBaseline({ baselines, ...others }: Marks, name: string, runs: readonly string[]): Marks {
  const { [name]: _, ...rest } = baselines;
  return { ...others, baselines: runs.length === 0 ? rest : { ...rest, [name]: [...runs] } };
}

/**
 * The runs of a stored baseline.
 * @param reports folder of all runs, for the message
 * @throws {ConfigurationError} when there is no such baseline, naming those that are there
 */
export function runsOfBaseline(name: string, { baselines }: Marks, reports: string): readonly string[] {
  const runs = own(baselines, name);
  if (runs) return runs;
  const known = Object.keys(baselines);
  const write = known.length > 0 ? `write one of ${known.join(', ')}` : 'store one in `loadline console`';
  const message = `is "${name}", which is no baseline in ${reports}: ${write}`;
  throw new ConfigurationError([{ code: 'unknown-name', where: '--baseline', message }]);
}

/** Names of the baselines that contain a run. */
export function baselinesWith(run: string, { baselines }: Marks): string[] {
  return Object.keys(baselines).filter((name) => own(baselines, name)?.includes(run));
}
