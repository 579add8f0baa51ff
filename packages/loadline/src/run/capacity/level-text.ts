import { counted } from '../../core/text/counted';
import { rounded } from '../../core/text/numbers';
import { oneLine } from '../../core/text/printable';
import { mainReason } from '../../core/verdict/main-reason';
import type { LevelRun } from '../../results/capacity-file';
import type { CapacityEnd, SearchRun } from './find-capacity';
import type { Stop } from './search';

/** From this ratio on, a figure is written as a multiple of its bound. */
const MULTIPLE = 2;

/** Writes how far a figure is from its bound: `41% of its bound`. @param ofBound absent when the bound is 0 */
export function ofBoundText(ofBound: number | undefined): string {
  if (ofBound === undefined) return 'bound 0';
  if (ofBound < MULTIPLE) return `${Number(rounded(ofBound * 100, 0, 100))}%`;
  return `${Number(rounded(ofBound, ofBound < 10 ? 1 : 0))} times`;
}

/** Says how a run at a level ended, with what decided its outcome. */
export function runText(number: number, users: number, run: LevelRun): string {
  return `run ${number}: ${counted(users, 'user')} ${run.outcome}${why(run)}`;
}

function why({ outcome, nearest, reasons, broken, notJudged = [], failure }: LevelRun): string {
  const main = `: ${mainReason({ reasons })}`;
  if (outcome === 'held') {
    const open = notJudged.length > 0 ? `; ${counted(notJudged.length, 'threshold')} not judged` : '';
    return `${aboutNearest(nearest)}${open}`;
  }
  if (outcome !== 'broke') return main;
  return `${broken === undefined ? main : aboutNearest(nearest)}${failure === undefined ? '' : `; ${oneLine(failure)}`}`;
}

function aboutNearest(nearest: LevelRun['nearest']): string {
  return nearest ? `, ${nearestText(nearest)}` : '';
}

function nearestText({ id, ofBound }: NonNullable<LevelRun['nearest']>): string {
  if (ofBound === undefined) return `${id}, whose bound is 0`;
  return `${id} at ${ofBoundText(ofBound)}${ofBound < MULTIPLE ? ' of' : ''} its bound`;
}

/** What a reader should know besides the result of a search. */
export function searchNotes({ found: { highestHeld, stop }, runs, failure }: CapacityEnd): string[] {
  const held = runs.filter(({ users }) => users === highestHeld?.users);
  return [
    ...(failure === undefined ? [] : [failure]),
    ...causeNote(stop, runs),
    ...notJudgedNote(held),
    ...growthNote(held),
    ...warmUpNotes(runs),
  ];
}

/** The outcome of the run that ends a search, where it has no result because of that run. */
const ENDS: Readonly<Partial<Record<Stop, LevelRun['outcome']>>> = {
  'lowest level': 'broke',
  invalid: 'invalid',
  generator: 'starved',
};

/** Says how the run ended that left a search without a result: with `--quiet` nothing else does. */
function causeNote(stop: Stop | undefined, runs: readonly SearchRun[]): string[] {
  const outcome = stop && ENDS[stop];
  const index = runs.findLastIndex((one) => one.outcome === outcome);
  const run = runs[index];
  return run ? [runText(index + 1, run.users, run)] : [];
}

/** Names the thresholds that were not judged at the highest level that held: nothing says that it carries them, too. */
function notJudgedNote(held: readonly SearchRun[]): string[] {
  const ids = [...new Set(held.flatMap(({ notJudged = [] }) => notJudged))];
  const [run] = held;
  if (!run || ids.length === 0) return [];
  return [
    `at ${counted(run.users, 'user')}, too few samples to judge ${ids.join(', ')}: write a longer --duration`,
  ];
}

/** Names the runs in which the figures contain connections that a warm-up had not made. */
function warmUpNotes(runs: readonly SearchRun[]): string[] {
  return runs.flatMap(({ users, runId, warmUp = [] }) =>
    warmUp.map((warning) => `at ${counted(users, 'user')} (${runId}), ${warning}`),
  );
}

/** Says that the highest level that held was too short for its queue to end growing, when this was so in all its runs. */
function growthNote(held: readonly SearchRun[]): string[] {
  const grown = held.filter(({ outcome }) => outcome === 'held').map(({ underWay }) => underWay);
  const [run] = held;
  const most = grown.toSorted((a, b) => (b?.last ?? 0) - (a?.last ?? 0))[0];
  if (!run || !most || grown.includes(undefined)) return [];
  const [middle, last] = [most.middle, most.last].map((mean) => Number(mean.toFixed(1)));
  return [
    `at ${counted(run.users, 'user')}, the iterations under way still grew when the load ended (from ${middle} in its middle third to ${last} in its last), so the system may carry fewer users for longer: write a longer --duration`,
  ];
}
