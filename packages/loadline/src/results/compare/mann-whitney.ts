import { wilcoxonRankSum } from 'simple-statistics';

/**
 * Two-sided p value of the Mann-Whitney U test, exact at every sample size and with ties: the share of all ways to deal
 * the pooled values into two samples of these sizes whose rank sum lies as far from its mean as the observed one, or
 * farther. The rank sum (ties get their mean rank) is `simple-statistics`' `wilcoxonRankSum`; no library for Node gives
 * the exact distribution with ties, so it is counted here, as Streitberg and Röhmel (1986) do, by dynamic programming.
 * Time grows with (n + m)² · min(n, m)²: instant for tens of values, a second for a hundred on each side.
 * @param a,b finite numbers, at least one each; one independent value per run
 * @returns above 0, at most 1; 1 when all values are equal
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const ranks = doubledRanks([...few, ...many]);
  const mean = few.length * (ranks.length + 1);
  const observed = Math.round(2 * wilcoxonRankSum([...few], [...many]));
  return tail(ranks, few.length, Math.abs(observed - mean));
}

/**
 * The smallest two-sided p value that samples of these sizes can attain: 2 / C(n + m, n), when each value of one side lies
 * beyond all of the other.
 */
export function smallestP(n: number, m: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(n, m); i++) ways *= (Math.max(n, m) + i) / i;
  return Math.min(1, 2 / ways);
}

/** The fewest runs on each side with which a p value of `level` can be attained at all. @param level above 0 */
export function runsNeeded(level: number): number {
  let runs = 1;
  while (smallestP(runs, runs) > level) runs++;
  return runs;
}

/** Mean ranks from 1, times two: whole numbers also with ties. Ascending. */
function doubledRanks(values: readonly number[]): number[] {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted.map((value) => sorted.indexOf(value) + sorted.lastIndexOf(value) + 2);
}

/** Share of the samples of `size` ranks whose sum is at least `distance` away from the mean sum. */
function tail(ranks: readonly number[], size: number, distance: number): number {
  const key = `${size} ${distance} ${ranks.join(' ')}`;
  const known = tails.get(key);
  if (known !== undefined) return known;
  const ways = waysBySum(ranks, size);
  const mean = size * (ranks.length + 1);
  let far = 0;
  let all = 0;
  ways.forEach((count, sum) => {
    all += count;
    if (Math.abs(sum - mean) >= distance) far += count;
  });
  tails.set(key, far / all);
  return far / all;
}

/** Without ties all rows of a comparison share their ranks. */
const tails = new Map<string, number>();

/** How many samples of `size` ranks there are of each sum. */
function waysBySum(ranks: readonly number[], size: number): Float64Array {
  const largest = ranks.slice(-size).reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(largest + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (const rank of ranks) {
    for (let taken = size; taken >= 1; taken--) {
      const to = ways[taken] as Float64Array;
      const from = ways[taken - 1] as Float64Array;
      for (let sum = rank; sum <= largest; sum++)
        to[sum] = (to[sum] as number) + (from[sum - rank] as number);
    }
  }
  return ways[size] as Float64Array;
}
