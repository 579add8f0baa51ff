import { type Iteration, IterationEnded, subsetMismatch } from 'loadline';
import type { Dish } from '../../../gen/http/decode/chater/eater';
import { getFoodOfDate, sendPhoto } from '../api';
import { dateOf, dishTime } from '../times';
import { DISHES_PER_ITERATION } from './matrix';

/** Weight in kg that is assumed for a user who has none yet. */
const SOME_WEIGHT = 70;

/** The user's dish and weight that the probes try to change. They are read and created with the user's own token. */
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

  /**
   * The dish that the probes aim at. It is created if there is none.
   * @throws {IterationEnded} when the user is not allowed to create one
   */
  dish(): Dish {
    if (this.aim) return this.aim;
    const timeMs = this.freeTime();
    sendPhoto(this.iteration, { body: { timeMs } });
    const dish = this.dishAt(timeMs);
    if (!dish) throw new IterationEnded('wrong_reply');
    this.aim = dish;
    return dish;
  }

  /**
   * The dish at a time. Null when there is none, undefined when it could not be read. Reads the day of the dish, not today:
   * a new day may have begun.
   */
  dishAt(timeMs: number): Dish | null | undefined {
    const food = getFoodOfDate(this.iteration, { body: { date: dateOf(timeMs) } });
    return food && (food.dishesForDate.find(({ time }) => time === timeMs) ?? null);
  }

  /** Whether the dish was changed or deleted. Undefined when it could not be read. */
  hasDishChanged(): boolean | undefined {
    const before = this.dish();
    const dish = this.dishAt(before.time);
    return dish === undefined ? undefined : subsetMismatch(before, dish, 'dish') !== undefined;
  }

  /** Call it after the dish was changed. The next probe aims at the dish as it is now, or at a new one if it is gone. */
  lookAgain(): void {
    this.aim = this.dishAt(this.dish().time) ?? undefined;
  }

  /** A weight in whole kg that differs from the user's. @throws {IterationEnded} when the user's weight cannot be read */
  otherWeight(): number {
    this.ownWeight ??= this.readWeight();
    if (this.ownWeight === undefined) throw new IterationEnded('wrong_reply');
    return Math.floor(this.ownWeight || SOME_WEIGHT) + 1;
  }

  /** Whether this is the user's weight now. Undefined when it could not be read. */
  hasWeight(weight: number): boolean | undefined {
    this.ownWeight = this.readWeight();
    return this.ownWeight === undefined ? undefined : this.ownWeight === weight;
  }

  private readWeight(): number | undefined {
    return getFoodOfDate(this.iteration, { body: { date: dateOf(Date.now()) } })?.personWeight;
  }
}
