import { plannedText } from '../../core/spec/planned-text';
import { counted } from '../../core/text/counted';
import { type Screen, shortened } from '../../core/text/layout';
import { showLength, showMs, showRate, showShare } from '../../core/text/numbers';
import { thresholdInShort } from '../../core/verdict/short-reason';
import type { Progress } from './progress';

/** Columns of the bar, and of the names before the lines of a block. */
const BAR = 24;
const LABEL = 12;

/** Longest name of a call in a line of progress, in characters. */
const LONGEST_NAME = 24;

/** Number of calls whose p95 a block shows at most. */
const MOST_CALLS = 5;

/** The lines of a block that a terminal redraws, none wider than the screen. */
export function blockLines(progress: Progress, { width, style }: Screen): string[] {
  const { phase, phaseMs, loadMs, users, sessions } = progress;
  const line = (label: string, text: string) => cut(` ${label.padEnd(LABEL)}${text}`, width);
  if (phase === 'set-up')
    return [
      line(
        'set-up',
        sessions.planned === undefined
          ? `${setUpText(progress)} · ${seconds(phaseMs)}`
          : `${bar(sessions.open / sessions.planned)}  ${setUpText(progress)} · ${seconds(phaseMs)}`,
      ),
    ];
  const time =
    phase === 'clean-up'
      ? line('clean-up', `the load has ended, records are removed · ${seconds(phaseMs)}`)
      : line(
          'load',
          `${bar(phaseMs / loadMs)}  ${seconds(Math.min(phaseMs, loadMs))} of ${showLength(loadMs)} · ${counted(users, 'user')}`,
        );
  const broken = line('thresholds', brokenText(progress, 'broken so far'));
  return [
    time,
    line('iterations', iterationsText(progress)),
    line('calls', `${callsText(progress)} · ${failedText(progress)}`),
    ...(progress.slowest.length > 0 ? [line('p95', slowestText(progress, MOST_CALLS, ' · '))] : []),
    progress.broken.length > 0 ? style('yellow', broken) : broken,
  ];
}

/** The state of the load in one line. */
export function progressLine(progress: Progress): string {
  const { phaseMs, loadMs, users, calls } = progress;
  return [
    `${seconds(Math.min(phaseMs, loadMs))} of ${showLength(loadMs)}`,
    counted(users, 'user'),
    `${progress.iterations.done}/${plannedText(progress.iterations.planned)} iterations`,
    `${rounded(calls.perSecond)} calls/s`,
    failedText(progress),
    ...(progress.slowest.length > 0 ? [`p95 ${slowestText(progress, 1, '')}`] : []),
    ...troubles(progress),
    brokenText(progress, 'thresholds broken so far'),
  ].join('  ');
}

/** How many sessions set-up opened, or how many calls it made, and its warm-up. */
export function setUpText({ sessions, warmUpMs }: Pick<Progress, 'sessions' | 'warmUpMs'>): string {
  const done =
    sessions.planned === undefined
      ? counted(sessions.open, 'call')
      : `${sessions.open} of ${counted(sessions.planned, 'session')}`;
  return warmUpMs === undefined ? done : `${done}, and a warm-up of ${showLength(warmUpMs)}`;
}

/** What the load did, at its end. */
export function loadDoneText(progress: Progress): string {
  return `iterations ${iterationsText(progress)} · calls ${progress.calls.count} · ${failedText(progress)}`;
}

function iterationsText(progress: Progress): string {
  const { done, planned, failed } = progress.iterations;
  return [
    `${done} of ${plannedText(planned)}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...troubles(progress),
  ].join(' · ');
}

/** Facts besides failures and thresholds that a verdict depends on. */
function troubles({ iterations, scriptErrors }: Progress): string[] {
  return [
    ...(iterations.dropped > 0 ? [`${iterations.dropped} dropped`] : []),
    ...(scriptErrors > 0 ? [counted(scriptErrors, 'script error')] : []),
  ];
}

function callsText({ phase, calls }: Progress): string {
  return phase === 'load' ? showRate(rounded(calls.perSecond)) : String(calls.count);
}

function failedText({ calls }: Progress): string {
  const share = calls.failed > 0 ? ` (${showShare(calls.failed, calls.count)})` : '';
  return `${calls.failed} failed${share}`;
}

function slowestText({ slowest }: Progress, most: number, between: string): string {
  return slowest
    .slice(0, most)
    .map(({ call, p95 }) => `${shortened(call, LONGEST_NAME)} ${showMs(p95)} ms`)
    .join(between);
}

/** Only what is known now: a threshold that holds so far may still break, and one that is broken may still hold. */
function brokenText({ thresholds, broken }: Progress, what: string): string {
  const [first] = broken;
  if (!first) return thresholds === 0 ? 'no thresholds' : `0 of ${thresholds} ${what}`;
  const more = broken.length > 1 ? ` and ${broken.length - 1} more` : '';
  return `broken so far: ${thresholdInShort(first)}${more}`;
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
}

/** Whole seconds. */
function seconds(ms: number): string {
  return showLength(Math.floor(ms / 1_000) * 1_000);
}

function rounded(perSecond: number): number {
  return perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond);
}

/** A line that fills the last column would wrap, and could not be redrawn. */
function cut(line: string, width: number): string {
  return line.length < width ? line : `${line.slice(0, width - 2)}…`;
}
