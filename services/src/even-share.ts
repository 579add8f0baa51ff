/** Far above the rounding error of `n * share`, far below one call: 100 * 0.29 is 28.999999999999996. */
const ROUNDING = 1e-6;

/**
 * Picks a share of calls, evenly spread and the same on every run: 0.2 picks each fifth call. So a test can expect an exact
 * count, where a random pick would give a range.
 * @param share 0 to 1
 * @returns a function to call once per call, which returns true for the picked calls
 */
export function evenShare(share: number): () => boolean {
  let calls = 0;
  let picked = 0;
  return () => {
    calls += 1;
    if (Math.floor(calls * share + ROUNDING) === picked) return false;
    picked += 1;
    return true;
  };
}
