import { counted } from '../../core/text/counted';
import { showLength, showMs, showPercent, showRate } from '../../core/text/numbers';
import { oneLine } from '../../core/text/printable';
import { mainReason } from '../../core/verdict/main-reason';
import type { CapacityFile, LevelRun } from '../../results/capacity-file';
import { ofBoundText } from './level-text';
import { agreement, type Found, type LevelOutcomes, type Stop } from './search';

/** What a search found, in one sentence. */
export function foundText({ stop, highestHeld, lowestBroke, confidence = 0 }: Found): string {
  const held = highestHeld && `${counted(highestHeld.users, 'user')} held${of(highestHeld)}`;
  const broke = lowestBroke && `${lowestBroke.users} broke${of(lowestBroke)}`;
  const known = [held, broke].filter((text) => text !== undefined).join(', ');
  if (stop === undefined) return `${known}; confidence ${Math.round(confidence * 100)}%`;
  return `not found: ${WHY[stop]}${known === '' ? '' : `; ${known}`}`;
}

/** Why a search ended before it found both levels: the texts of every output and of docs/capacity.md. */
export const WHY: Readonly<Record<Stop, string>> = {
  generator: 'the load generator came to its own limit before the system did, use a larger machine',
  budget: 'the next run would exceed the budget, write a larger --budget',
  noise: 'runs of the same level do not agree, so the system or the machine is not steady',
  'highest level': 'the highest level still held, write a larger --to',
  'lowest level': 'the run of one user already failed',
  invalid: 'a level cannot be judged, the reports of its runs give the reasons',
  'not judged':
    'the result depends on a threshold that had too few samples to be judged, write a longer --duration',
  error: 'a level could not be run, the notes below have the reason',
  interrupted: 'it was interrupted',
};

function of({ outcomes }: LevelOutcomes): string {
  const { runs, agreed } = agreement(outcomes);
  return ` (${agreed} of ${counted(runs, 'run')})`;
}

/** What one user does: the unit of every figure of a search. */
export function userText({ user }: Pick<NonNullable<CapacityFile['load']>, 'user'>): string {
  const each = user.map(({ journey, everyMs }) =>
    everyMs === 'once'
      ? `${journey} once`
      : `${journey} every ${everyMs < 1_000 ? `${Number(showMs(everyMs))} ms` : showLength(everyMs)} (${showRate(1_000 / everyMs)})`,
  );
  return `one user: ${each.join(', ')}`;
}

/** Lengths of the levels, with a comma before them. They differ when each is as long as its thresholds need. */
function lengthsText({ levels }: CapacityFile): string {
  const all = levels.flatMap(({ runs }) => runs.map(({ durationMs }) => durationMs));
  if (all.length === 0) return '';
  const ends = [...new Set([Math.min(...all), Math.max(...all)])];
  return `, levels of ${ends.map((ms) => showLength(ms)).join(' to ')}`;
}

/** Column titles of the table that shows the curve. */
export const CURVE_HEAD = [
  'users',
  'run',
  'outcome',
  'iterations',
  'calls',
  'failed iterations',
  'nearest threshold',
  'of its bound',
];

/** The curve as table rows, one for each run. */
export function curveRows({ levels }: Pick<CapacityFile, 'levels'>): string[][] {
  return levels.flatMap(({ users, runs }) =>
    runs.map((run) => [
      String(users),
      run.runId ?? 'none',
      run.outcome,
      ...rates(run),
      run.nearest?.id ?? '',
      run.nearest ? ofBoundText(run.nearest.ofBound) : '',
    ]),
  );
}

function rates({ iterationsPerSecond, callsPerSecond, failed }: LevelRun): string[] {
  const rate = (value: number | undefined) => (value === undefined ? '' : showRate(value));
  return [rate(iterationsPerSecond), rate(callsPerSecond), failed === undefined ? '' : showPercent(failed)];
}

/** The result of a search as Markdown. */
export function capacityMarkdown(file: CapacityFile): string {
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const reasons = file.levels.flatMap(({ users, runs }) =>
    runs.flatMap((run) => (run.outcome === 'held' ? [] : [`- ${users}: ${reasonOf(run)}`])),
  );
  return [
    `## Capacity of ${file.test}`,
    '',
    `**${file.text}**`,
    '',
    ...(file.notes.length === 0 ? [] : [...file.notes.map((note) => `- ${note}`), '']),
    `${file.target} · from ${file.from} to ${file.to} users · search \`${file.id}\` · loadline ${file.loadline}`,
    '',
    ...(file.load
      ? [
          `${userText(file.load)}; profile ${file.load.profile}${lengthsText(file)}. The search again:`,
          '',
          '```sh',
          file.load.again,
          '```',
          '',
        ]
      : []),
    row(CURVE_HEAD),
    row(CURVE_HEAD.map(() => '---')),
    ...curveRows(file).map(row),
    ...(reasons.length === 0 ? [] : ['', ...new Set(reasons)]),
    '',
  ].join('\n');
}

/** For a level that broke, the reason about the threshold that the table names; else the main one; and what failed most. */
function reasonOf({ outcome, reasons, nearest, failure }: LevelRun): string {
  const about =
    outcome === 'broke' ? reasons.find((one) => nearest && one.startsWith(`${nearest.id} `)) : undefined;
  return [about ?? mainReason({ reasons }), ...(failure === undefined ? [] : [failure])]
    .map(oneLine)
    .join('; ');
}
