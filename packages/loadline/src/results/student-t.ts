/** The 97.5 % point of the normal distribution: both sides of an interval of 95 %. */
const NORMAL = 1.959964;

/** The exact points of one, two and three degrees of freedom. */
const [ONE, TWO, THREE] = [12.7062, 4.3027, 3.1824];

/**
 * The 97.5 % point of Student's t. From three degrees of freedom on it is a series around the normal distribution (Abramowitz
 * and Stegun, Handbook of Mathematical Functions, 26.7.5), below that its logarithm is interpolated over 1 / freedom. The
 * test compares it with an integration of the distribution: it is at most 0.8 % below the exact point, and at most 3 % above.
 * @param freedom degrees of freedom, at least 1; they need not be whole
 */
export function studentT(freedom: number): number {
  if (freedom < 2) return TWO * (ONE / TWO) ** (2 / freedom - 1);
  if (freedom < 3) return THREE * (TWO / THREE) ** (6 / freedom - 2);
  const x = NORMAL;
  return (
    x +
    (x ** 3 + x) / (4 * freedom) +
    (5 * x ** 5 + 16 * x ** 3 + 3 * x) / (96 * freedom ** 2) +
    (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / (384 * freedom ** 3)
  );
}
