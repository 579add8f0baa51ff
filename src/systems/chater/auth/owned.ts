import { type Iteration, IterationEnded, subsetMismatch } from 'loadline';
import type { Dish } from '../../../gen/http/decode/chater/eater';
import { getFoodOfDate, sendPhoto } from '../api';
import { dateOf, dishTime } from '../times';
import { DISHES_PER_ITERATION } from './matrix';

/** Of somebody who has none yet, in kg. */
const SOME_WEIGHT = 70;

/** What the user has that the probes aim at, read and made with the user's own token. */
export class Owned {
  private made = 0;
  private aim: Dish | undefined;
  private ownWeight: number | undefined;

  constructor(private readonly iteration: Iteration) {}

  /** A time that no dish has yet, in ms since the epoch. */
  freeTime(): number {
    this.made += 1;
    return dishTime(this.iteration.mark, this.iteration.number * DISHES_PER_ITERATION + this.made);
  }

  /** A dish that is there. @throws {IterationEnded} when the user may not make one */
  dish(): Dish {
    if (this.aim) return this.aim;
    const timeMs = this.freeTime();
    sendPhoto(this.iteration, { body: { timeMs } });
    const dish = this.dishAt(timeMs);
    if (!dish) throw new IterationEnded('wrong_reply');
    this.aim = dish;
    return dish;
  }

  /** The dish at a time; null when there is none, undefined when that could not be read. By its day: the next may begin. */
  dishAt(timeMs: number): Dish | null | undefined {
    const food = getFoodOfDate(this.iteration, { body: { date: dateOf(timeMs) } });
    return food && (food.dishesForDate.find(({ time }) => time === timeMs) ?? null);
  }

  /** Whether the dish is no longer what it was, or gone; undefined when it could not be read. */
  hasDishChanged(): boolean | undefined {
    const before = this.dish();
    const dish = this.dishAt(before.time);
    return dish === undefined ? undefined : subsetMismatch(before, dish, 'dish') !== undefined;
  }

  /** Something was done with the dish: the next probe aims at what is left of it, or at another. */
  lookAgain(): void {
    this.aim = this.dishAt(this.dish().time) ?? undefined;
  }

  /** A weight that the user does not have, in whole kg. @throws {IterationEnded} when that of the user cannot be read */
  otherWeight(): number {
    this.ownWeight ??= this.readWeight();
    if (this.ownWeight === undefined) throw new IterationEnded('wrong_reply');
    return Math.floor(this.ownWeight || SOME_WEIGHT) + 1;
  }

  /** Whether this is the user's weight now; undefined when it could not be read. */
  hasWeight(weight: number): boolean | undefined {
    this.ownWeight = this.readWeight();
    return this.ownWeight === undefined ? undefined : this.ownWeight === weight;
  }

  private readWeight(): number | undefined {
    return getFoodOfDate(this.iteration, { body: { date: dateOf(Date.now()) } })?.personWeight;
  }
}
