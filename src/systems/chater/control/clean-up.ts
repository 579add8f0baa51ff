import {
  log,
  type PhaseCaller,
  plannedIterations,
  plannedJourney,
  type RunData,
  removeAll,
  retried,
} from 'loadline';
import type { Dish } from '../../../gen/http/decode/chater/eater';
import { deleteFood, getFoodOfDate } from '../api';
import { DISHES_PER_ITERATION } from '../auth/matrix';
import { BLOCK_MS, isOwnTime } from '../times';
import { datesBetween } from './dates';

const DAY_MS = 86_400_000;

/** Criteria by which one clean-up finds dishes. */
interface Search {
  readonly mark: string;
  /** Number of slots of the day that the run may have used. */
  readonly slots: number;
  /** A time on the day of the first iteration, in ms since the epoch. */
  readonly fromMs: number;
}

/**
 * Deletes the dishes of the run, which it recognises by their times, and logs what no call can undo.
 * @returns the number of dishes left
 */
export async function removeDishes(caller: PhaseCaller, data: RunData): Promise<number> {
  const search = searchOf(data);
  const left = await removeAll(
    data,
    () => findDishes(caller, search),
    ({ time }) => deleteFood(caller, { body: { time } }),
    ({ time, dishName }) => `${new Date(time).toISOString()} ${dishName}`,
  );
  if (!data.sweep) tellWhatStays(data);
  return left;
}

async function findDishes(caller: PhaseCaller, { mark, slots, fromMs }: Search): Promise<Dish[]> {
  const found: Dish[] = [];
  for (const date of datesBetween(fromMs, Date.now())) {
    const { dishesForDate } = await retried(`the dishes of ${date}`, () =>
      getFoodOfDate(caller, { body: { date } }),
    );
    found.push(...dishesForDate.filter(({ time }) => isOwnTime(time, mark, slots)));
  }
  return found;
}

/**
 * The criteria for the dishes of the run or of the sweep.
 * @throws {Error} when a sweep does not name its run, or names an age: a dish does not say which run made it, nor when
 */
function searchOf(data: RunData): Search {
  const { mark, sweep, startedAtMs, journeys } = data;
  if (!sweep) {
    const iterations = (name: string) =>
      name in journeys ? plannedIterations(plannedJourney(data, name).schedule).max : 0;
    const dishes = iterations('full_flow') + DISHES_PER_ITERATION * iterations('probes');
    return { mark, fromMs: startedAtMs, slots: Math.min(BLOCK_MS, 1 + dishes) };
  }
  const { run, olderThanMs } = sweep;
  if (run === undefined || olderThanMs !== undefined)
    throw new Error('dishes tell neither their run nor their age: name one run, and no age');
  return { mark: `loadline-${run}`, fromMs: dayOf(run), slots: BLOCK_MS };
}

/** The day in a run's ID, in ms since the epoch. Yesterday for an ID that a user chose. */
function dayOf(run: string): number {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)-\d{6}-/.exec(run) ?? [];
  const timeMs = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isNaN(timeMs) ? Date.now() - DAY_MS : timeMs;
}

function tellWhatStays({ mark, journeys, settings }: RunData): void {
  const stays = [
    journeys.full_flow && 'the weights',
    journeys.feedback && `the feedback (it carries ${mark})`,
    journeys.language && `the language "${settings.TEST_LANGUAGE_CODE}"`,
  ].filter(Boolean);
  if (stays.length > 0) log.info(`left behind, as no call undoes it: ${stays.join(', ')}`);
}
