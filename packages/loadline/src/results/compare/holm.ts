/**
 * p values corrected for multiple comparisons (Holm 1979): when each is compared with a level, the probability of one or
 * more false alarms among all rows is at most that level.
 * @returns in the order given; each at most 1
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const corrected = new Array<number>(pValues.length).fill(1);
  let least = 0;
  order.forEach(({ p, index }, place) => {
    least = Math.max(least, Math.min(1, (order.length - place) * p));
    corrected[index] = least;
  });
  return corrected;
}
