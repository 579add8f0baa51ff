import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { runFiles } from './run-folder';

/** One reading of a source: a line of `observed-<i>.ndjson`. Times are in ms since the epoch. */
export interface ObservedLine {
  /** When the reading began. */
  readonly at: number;
  readonly source: string;
  /**
   * Values by series, each with its time by the source's clock if it gives one. A series without a new value is left out.
   */
  readonly values?: Readonly<Record<string, readonly [value: number, atMs?: number]>>;
  /** Why a series has no value. */
  readonly missing?: Readonly<Record<string, string>>;
  /** Why the source could not be read. */
  readonly error?: string;
  /**
   * All thresholds that are broken from now on. A line that has them is no reading, and its source is empty.
   */
  readonly broken?: readonly string[];
}

const line = z.object({
  at: z.number(),
  source: z.string(),
  values: z
    .record(z.string(), z.union([z.tuple([z.number()]), z.tuple([z.number(), z.number()])]))
    .optional(),
  missing: z.record(z.string(), z.string()).optional(),
  error: z.string().optional(),
  broken: z.array(z.string()).optional(),
});

/** Writes a reading as a line of the file. */
export function observedLineText(reading: ObservedLine): string {
  return `${JSON.stringify(reading)}\n`;
}

/**
 * Reads what an instance observed.
 * @returns the lines in their order, and the number of damaged ones. The last line may be cut off.
 */
export function readObserved(
  folder: string,
  instance: number,
): { readonly lines: readonly ObservedLine[]; readonly damaged: number } {
  const path = runFiles.observed(folder, instance);
  if (!existsSync(path)) return { lines: [], damaged: 0 };
  // After the last line feed there is nothing, or a line that was not written completely.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1).map(parse);
  const whole = lines.filter((one) => one !== undefined);
  return { lines: whole, damaged: lines.length - whole.length };
}

function parse(text: string): ObservedLine | undefined {
  try {
    return line.parse(JSON.parse(text)) as ObservedLine;
  } catch {
    return undefined;
  }
}
