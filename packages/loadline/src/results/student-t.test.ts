import { expect, it } from 'vitest';
import { studentT } from './student-t';

const STEPS = 1_000;

/** Integral of a function from 0 to an end, by Simpson's rule. */
function integral(of: (x: number) => number, end: number): number {
  const width = end / STEPS;
  const terms = Array.from({ length: STEPS + 1 }, (_, index) => {
    const weight = index === 0 || index === STEPS ? 1 : index % 2 === 1 ? 4 : 2;
    return weight * of(index * width);
  });
  return (terms.reduce((sum, term) => sum + term, 0) * width) / 3;
}

/** Share of the distribution up to t. With t = tan(angle) * sqrt(freedom), its density is a power of the cosine. */
function shareUpTo(t: number, freedom: number): number {
  const density = (angle: number) => Math.cos(angle) ** (freedom - 1);
  return 0.5 + integral(density, Math.atan(t / Math.sqrt(freedom))) / (2 * integral(density, Math.PI / 2));
}

/** The 97.5 % point, found by bisection. */
function exact(freedom: number): number {
  let [low, high] = [1, 20];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (shareUpTo(middle, freedom) < 0.975) low = middle;
    else high = middle;
  }
  return low;
}

it('the integration gives the points that have a closed form', () => {
  expect(exact(1)).toBeCloseTo(Math.tan(0.475 * Math.PI), 5);
  expect(exact(2)).toBeCloseTo(0.95 * Math.sqrt(2 / (1 - 0.95 ** 2)), 5);
});

it('the 97.5 % point is close to the integrated one, and hardly ever below it', () => {
  for (const freedom of [
    1, 1.1, 1.3, 1.5, 1.8, 2, 2.2, 2.5, 2.8, 2.99, 3, 3.5, 4, 5, 8, 12, 22, 100, 1_000,
  ]) {
    const ratio = studentT(freedom) / exact(freedom);
    expect(ratio, `${freedom} degrees of freedom`).toBeGreaterThan(0.992);
    expect(ratio, `${freedom} degrees of freedom`).toBeLessThan(freedom < 3 ? 1.03 : 1.0001);
  }
});
