/** A latency distribution: ascending upper bounds, each with the samples up to it and above the one before. */
export type Histogram = readonly { readonly upToMs: number; readonly count: number }[];

/** Several distributions as one; none when one of them is not known. */
export function mergeHistograms(histograms: readonly (Histogram | undefined)[]): Histogram | undefined {
  if (histograms.length === 0) return undefined;
  const counts = new Map<number, number>();
  for (const histogram of histograms) {
    if (!histogram) return undefined;
    for (const { upToMs, count } of histogram) counts.set(upToMs, (counts.get(upToMs) ?? 0) + count);
  }
  return [...counts].map(([upToMs, count]) => ({ upToMs, count })).sort((a, b) => a.upToMs - b.upToMs);
}

/** The bound below which a share (0 to 1) of the samples lies. */
export function histogramQuantile(histogram: Histogram, share: number): number | undefined {
  const total = histogram.reduce((sum, { count }) => sum + count, 0);
  let seen = 0;
  for (const { upToMs, count } of histogram) {
    seen += count;
    if (count > 0 && seen >= share * total) return upToMs;
  }
  return undefined;
}
