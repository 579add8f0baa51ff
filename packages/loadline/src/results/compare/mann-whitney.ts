import { wilcoxonRankSum } from 'simple-statistics';

/**
 * Two-sided p value of the Mann-Whitney U test, exact at every sample size and with ties. It is the share of all ways to
 * divide the pooled values into two samples of these sizes whose rank sum lies at least as far from its mean as the observed
 * one. The rank sum (ties get their mean rank) is `simple-statistics`' `wilcoxonRankSum`. No library for Node gives the
 * exact distribution with ties, so it is counted here by dynamic programming, as in Streitberg and Röhmel (1986). Time grows
 * with (n + m)² · min(n, m)²: instant for tens of values, a second for a hundred on each side.
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
 * The smallest two-sided p value that samples of these sizes can have: 2 / C(n + m, n), when all values of one side lie
 * beyond all values of the other.
 */
export function smallestP(n: number, m: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(n, m); i++) ways *= (Math.max(n, m) + i) / i;
  return Math.min(1, 2 / ways);
}

/** Fewest runs on each side with which the p value can be `level` or less. @param level above 0 */
export function runsNeeded(level: number): number {
  let runs = 1;
  while (smallestP(runs, runs) > level) runs++;
  return runs;
}

/** Mean ranks from 1, ascending. They are doubled, so that ties give whole numbers too. */
function doubledRanks(values: readonly number[]): number[] {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted.map((value) => sorted.indexOf(value) + sorted.lastIndexOf(value) + 2);
}

/** Share of all samples of `size` ranks whose sum is at least `distance` away from the mean sum. */
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

/** Cache of {@link tail}: without ties, all rows of a comparison have the same ranks. */
const tails = new Map<string, number>();

/** Number of samples of `size` ranks for each sum. */
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
