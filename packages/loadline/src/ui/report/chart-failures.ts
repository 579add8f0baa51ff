import type { SecondStats } from '../../core/figures/aggregate';
import type { Lines } from './chart-lines';
import type { Series } from './chart-model';

/** Largest number of causes with a line of their own. */
const MOST_CAUSES = 5;
/** Numbers of the colours of the lines. */
const COLOURS = [5, 1, 2, 4, 3];
const OTHER_COLOUR = 9;

type Causes = Readonly<Record<string, number>>;

/**
 * Lines of failures by cause, the most frequent first. An iteration fails with the cause of its call, so iterations have lines
 * only for causes that no call has.
 */
export function failureLines(lines: Lines): Series[] {
  const calls = totals(lines.seconds.map(({ causes }) => causes));
  const iterations = totals(lines.seconds.map(({ iterationCauses }) => iterationCauses));
  const all = [
    ...[...calls].map(([cause, count]) => ({ of: 'causes', label: cause, cause, count }) as const),
    ...[...iterations].flatMap(([cause, count]) =>
      calls.has(cause)
        ? []
        : [{ of: 'iterationCauses', label: `${cause} (iterations)`, cause, count } as const],
    ),
  ].toSorted((a, b) => b.count - a.count);
  // A single further cause takes the place of the line for others.
  const own = all.slice(0, all.length === MOST_CAUSES + 1 ? all.length : MOST_CAUSES);
  const others = all.slice(own.length);
  const line = (label: string, colour: number, of: (stats: SecondStats) => number): Series => ({
    label,
    colour,
    values: lines.of(of, 'mean'),
  });
  return [
    ...own.map(({ of, label, cause }, index) =>
      line(label, COLOURS[index] ?? OTHER_COLOUR, (stats) => stats[of]?.[cause] ?? 0),
    ),
    ...(others.length === 0
      ? []
      : [
          line(`${others.length} other causes`, OTHER_COLOUR, (stats) =>
            others.reduce((sum, { of, cause }) => sum + (stats[of]?.[cause] ?? 0), 0),
          ),
        ]),
  ];
}

function totals(seconds: readonly (Causes | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const causes of seconds)
    for (const [cause, count] of Object.entries(causes ?? {}))
      counts.set(cause, (counts.get(cause) ?? 0) + count);
  return counts;
}
