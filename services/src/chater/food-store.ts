import type { Contains, Dish, TotalForDay } from '../../gen/chater/today_food';
import { dayOf, isoDay } from './days';
import { MENU, type MenuItem } from './menu';

/** A dish, and the values that only the day's total shows. */
interface StoredDish {
  dish: Dish;
  contains: Contains;
  isDrink: boolean;
}

/** The data of one user. */
interface User {
  photos: number;
  /** Dishes by UTC day, then by the time of the dish. */
  days: Map<number, Map<number, StoredDish>>;
  weights: { timeMs: number; weight: number }[];
}

/** A change of a dish. */
export interface DishChange {
  /** New size in percent. 100 changes nothing. */
  percentage: number;
  /** Empty: unchanged. */
  name: string;
  /** Empty: unchanged. */
  ingredients: readonly string[];
  sugarSpoons: number;
}

/** The dishes, drinks and weights of a day. */
export interface Day {
  dishes: Dish[];
  total: TotalForDay;
  /** The weight nearest to the end of the day. 0 when there is none. */
  weight: number;
}

const MAX_INT32 = 2 ** 31 - 1;
const KCAL_PER_SPOON = 16;
const GRAMS_PER_SPOON = 4;

/** Dishes and weights of the users, by e-mail. */
export class FoodStore {
  readonly #users = new Map<string, User>();
  #dishes = 0;

  /** Number of dishes of all users. */
  get size(): number {
    return this.#dishes;
  }

  /** Each stored dish as `<e-mail> <time in ms> <name>`. */
  titles(): string[] {
    return [...this.#users].flatMap(([email, { days }]) =>
      [...days.values()].flatMap((day) =>
        [...day].map(([timeMs, { dish }]) => `${email} ${timeMs} ${dish.dishName}`),
      ),
    );
  }

  /** Stores the next dish of the menu. It replaces a dish at the same time. */
  addPhoto(email: string, timeMs: number): void {
    const user = this.#user(email);
    const item = MENU[user.photos % MENU.length] as MenuItem;
    user.photos += 1;
    const { contains, isDrink, ...values } = item;
    const stamp = new Date(timeMs).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
    const dish: Dish = { ...values, time: timeMs, imageId: `${email}/${stamp}.jpg` };
    const day = user.days.get(dayOf(timeMs)) ?? new Map<number, StoredDish>();
    user.days.set(dayOf(timeMs), day);
    if (!day.has(timeMs)) this.#dishes += 1;
    day.set(timeMs, { dish, contains: { ...contains }, isDrink });
  }

  /** Does nothing when there is no dish at this time. */
  modify(email: string, timeMs: number, change: DishChange): void {
    const stored = this.#find(email, timeMs);
    if (stored === undefined) return;
    const { dish, contains } = stored;
    const share = change.percentage / 100;
    const sugar = change.sugarSpoons * GRAMS_PER_SPOON;
    if (change.name !== '') dish.dishName = change.name;
    if (change.ingredients.length > 0) dish.ingredients = [...change.ingredients];
    dish.estimatedAvgCalories = int32(
      dish.estimatedAvgCalories * share + change.sugarSpoons * KCAL_PER_SPOON,
    );
    dish.totalAvgWeight = int32(dish.totalAvgWeight * share + sugar);
    contains.carbohydrates = contains.carbohydrates * share + sugar;
    contains.fats *= share;
    contains.proteins *= share;
    contains.sugar = contains.sugar * share + sugar;
  }

  /** Does nothing when there is no dish at this time. */
  delete(email: string, timeMs: number): void {
    if (this.#users.get(email)?.days.get(dayOf(timeMs))?.delete(timeMs)) this.#dishes -= 1;
  }

  /** The dish at this time. Undefined when there is none. */
  dish(email: string, timeMs: number): Dish | undefined {
    return this.#find(email, timeMs)?.dish;
  }

  /** Stores a weight. A weight of 0 is ignored. */
  addWeight(email: string, weight: number): void {
    if (weight > 0) this.#user(email).weights.push({ timeMs: Date.now(), weight });
  }

  /** @param dayNumber as {@link dayOf} counts; undefined for a date that does not exist, which gives an empty day */
  day(email: string, dayNumber: number | undefined): Day {
    const user = this.#users.get(email);
    const stored = dayNumber === undefined ? [] : [...(user?.days.get(dayNumber)?.values() ?? [])];
    const weight = dayNumber === undefined ? 0 : nearestWeight(user?.weights ?? [], dayNumber);
    return { dishes: stored.map(({ dish }) => dish), total: totalOf(stored, weight), weight };
  }

  /** The drinks from one day to another, both included. */
  drinks(email: string, fromDay: number, toDay: number): { dish: Dish; date: string }[] {
    const days = [...(this.#users.get(email)?.days ?? [])].filter(([day]) => day >= fromDay && day <= toDay);
    return days
      .flatMap(([, dishes]) => [...dishes.values()])
      .filter(({ isDrink }) => isDrink)
      .map(({ dish }) => ({ dish, date: isoDay(dish.time) }));
  }

  #user(email: string): User {
    const user = this.#users.get(email) ?? { photos: 0, days: new Map(), weights: [] };
    this.#users.set(email, user);
    return user;
  }

  #find(email: string, timeMs: number): StoredDish | undefined {
    return this.#users.get(email)?.days.get(dayOf(timeMs))?.get(timeMs);
  }
}

function nearestWeight(weights: User['weights'], day: number): number {
  let best: User['weights'][number] | undefined;
  for (const entry of weights) {
    const distance = Math.abs(dayOf(entry.timeMs) - day);
    if (best === undefined || distance <= Math.abs(dayOf(best.timeMs) - day)) best = entry;
  }
  return best?.weight ?? 0;
}

/**
 * Sums up a day. Nutrients are truncated to whole numbers. Without dishes the weight of the food is the weight of the
 * person.
 */
function totalOf(stored: readonly StoredDish[], personWeight: number): TotalForDay {
  const sum = (value: (stored: StoredDish) => number) => stored.reduce((all, one) => all + value(one), 0);
  return {
    contains: {
      carbohydrates: Math.trunc(sum(({ contains }) => contains.carbohydrates)),
      fats: Math.trunc(sum(({ contains }) => contains.fats)),
      proteins: Math.trunc(sum(({ contains }) => contains.proteins)),
      sugar: Math.trunc(sum(({ contains }) => contains.sugar)),
    },
    totalAvgWeight: int32(stored.length === 0 ? personWeight : sum(({ dish }) => dish.totalAvgWeight)),
    totalCalories: int32(sum(({ dish }) => dish.estimatedAvgCalories)),
  };
}

/** Limits a value to an int32: a dish that is doubled again and again must not exceed what the message can hold. */
function int32(value: number): number {
  return Math.max(-MAX_INT32, Math.min(MAX_INT32, Math.trunc(value)));
}
