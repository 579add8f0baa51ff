/** Far above the rounding error of `n * share`, far below one call: 100 * 0.29 is 28.999999999999996. */
const ROUNDING = 1e-6;

/**
 * A share of calls, spread evenly and the same on every run: 0.2 picks each fifth call, so that a test can expect an
 * exact count where a random pick could only expect a range.
 * @param share 0 to 1
 * @returns to be called once per call; true for the calls that belong to the share
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
