import { gammaln } from 'simple-statistics';

/** Relative change of the continued fraction below which it has converged. */
const PRECISION = 1e-14;

/** Most terms of the continued fraction. It needs about the square root of the number of attempts. */
const MOST_TERMS = 1_000_000;

/** In place of 0 in a denominator of the continued fraction. */
const TINY = 1e-300;

/**
 * Probability of at most k successes in n attempts, by the regularized incomplete beta function (NIST Digital Library of
 * Mathematical Functions, 8.17.5). A sum over k terms would take minutes for millions of attempts.
 * @param k whole number from 0
 * @param n whole number of attempts
 * @param p probability of a success, 0 to 1
 */
export function atMost(k: number, n: number, p: number): number {
  if (p <= 0 || k >= n) return 1;
  if (p >= 1) return 0;
  const [a, b] = [n - k, k + 1];
  const log = gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log1p(-p) + b * Math.log(p);
  const scale = Math.exp(log);
  // On each side of the mean, one of the two fractions converges fast.
  return 1 - p < (a + 1) / (a + b + 2)
    ? (scale * fraction(a, b, 1 - p)) / a
    : 1 - (scale * fraction(b, a, p)) / b;
}

/** Continued fraction of the incomplete beta function (8.17.22 of the same library), by the method of Lentz (1976). */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  const step = (coefficient: number): number => {
    d = 1 / nonZero(1 + coefficient * d);
    c = nonZero(1 + coefficient / c);
    value *= c * d;
    return c * d;
  };
  for (let m = 1; m <= MOST_TERMS; m += 1) {
    const even = a + 2 * m;
    step((m * (b - m) * x) / ((even - 1) * even));
    const change = step((-(a + m) * (a + b + m) * x) / (even * (even + 1)));
    if (Math.abs(change - 1) < PRECISION) break;
  }
  return value;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
