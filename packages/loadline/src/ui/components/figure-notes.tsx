import type { Times } from '../../core/figures/aggregate';
import { type MarkedFigures, signNoteOf } from '../../core/thresholds/interpolated';
import { Hint } from './table';
import { thinNote } from './time-cells';

interface FigureNotesProps {
  /** The times of a table. Those of an earlier run beside them have no sign `¹`. */
  readonly times: readonly (Times | undefined)[];
  /** Names of the figures that the table shows. */
  readonly stats: readonly string[];
  /** Other figures of the table that may be interpolated. */
  readonly others?: readonly (MarkedFigures | undefined)[];
}

/** Explanations of the signs `~` and `¹` below a table: only of those that it shows. */
export function FigureNotes({ times, stats, others = [] }: FigureNotesProps) {
  const notes = figureNotes(times, stats, others);
  return notes.length === 0 ? null : <Hint>{notes.join(' ')}</Hint>;
}

/** Explanations of the signs that a table shows, as sentences. */
export function figureNotes(
  times: FigureNotesProps['times'],
  stats: readonly string[],
  others: readonly (MarkedFigures | undefined)[] = [],
): string[] {
  const notes = [signNoteOf([...times, ...others], stats), thinNote(times, stats)];
  return notes.filter((note) => note !== '').map((note) => `${note}.`);
}
