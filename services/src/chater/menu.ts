import type { Contains, Dish } from '../../gen/chater/today_food';

/** A dish that a photo can be recognised as. */
export type MenuItem = Omit<Dish, 'time' | 'imageId'> & { contains: Contains; isDrink: boolean };

/** The photos of a user are recognised as these dishes, one after the other, then from the start again. */
export const MENU: readonly MenuItem[] = [
  {
    dishName: 'Lentil soup',
    estimatedAvgCalories: 320,
    ingredients: ['lentils', 'carrots', 'onions'],
    totalAvgWeight: 400,
    healthRating: 85,
    contains: { carbohydrates: 45.6, fats: 6.2, proteins: 18.4, sugar: 5.5 },
    isDrink: false,
  },
  {
    dishName: 'Glass of red wine',
    estimatedAvgCalories: 125,
    ingredients: ['red wine'],
    totalAvgWeight: 150,
    healthRating: 20,
    contains: { carbohydrates: 3.8, fats: 0, proteins: 0.1, sugar: 0.9 },
    isDrink: true,
  },
  {
    dishName: 'Cheese sandwich',
    estimatedAvgCalories: 450,
    ingredients: ['bread', 'butter', 'cheese'],
    totalAvgWeight: 180,
    healthRating: 40,
    contains: { carbohydrates: 38.9, fats: 24.5, proteins: 19.7, sugar: 3.1 },
    isDrink: false,
  },
];
