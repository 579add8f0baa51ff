import type { SecondCallStats, SecondStats } from '../../packages/loadline/src/core/figures/aggregate';

/** The seconds of an example: three steps of which the last one is too much. Always the same for a seed. */
export function exampleSeconds(
  length: number,
  names: readonly string[],
  slowness: number,
  seed: number,
): SecondStats[] {
  const random = lcg(seed);
  return withCauses(
    Array.from({ length }, (_, second) => oneSecond(second, length, names, slowness, random)),
  );
}

function oneSecond(
  second: number,
  length: number,
  names: readonly string[],
  slowness: number,
  random: () => number,
): SecondStats {
  const step = 1 + Math.floor((3 * second) / length);
  const strain = step === 3 ? 1 + (4 * (second - (2 * length) / 3)) / length : 1;
  const due = Math.round(step * 6 + random() * 2);
  const dropped = step === 3 && random() > 0.8 ? 1 : 0;
  const calls = names.map((name, index) => {
    const base = (20 + 17 * index) * strain * slowness * (0.85 + 0.3 * random());
    const count = Math.max(1, Math.round(due * (1 - 0.08 * index)));
    return [name, secondOf(count, base, step === 3 ? 0.03 : 0.0006, random)] as const;
  });
  return {
    second,
    due,
    started: due - dropped,
    dropped,
    active: Math.round(step * 4 * strain + random() * 3),
    delayMaxMs: 0.4 + random() * (step === 3 ? 30 : 3),
    bytes: Math.round(due * (9_000 + 2_000 * random())),
    calls: Object.fromEntries(calls),
  };
}

/** Adds causes of failures. Of each call, every third failure is `UNAVAILABLE`, as in its totals. */
function withCauses(seconds: readonly SecondStats[]): SecondStats[] {
  const seen: Record<string, number> = {};
  return seconds.map((stats) => {
    const causes: Record<string, number> = {};
    for (const [name, { failed }] of Object.entries(stats.calls))
      for (let each = 0; each < failed; each += 1) {
        seen[name] = (seen[name] ?? 0) + 1;
        const cause = seen[name] % 3 === 0 ? 'UNAVAILABLE' : 'DEADLINE_EXCEEDED';
        causes[cause] = (causes[cause] ?? 0) + 1;
      }
    return Object.keys(causes).length > 0 ? { ...stats, causes } : stats;
  });
}

function secondOf(count: number, base: number, failing: number, random: () => number): SecondCallStats {
  const failed = Array.from({ length: count }).filter(() => random() < failing).length;
  const p95 = base * (1.8 + random() * 0.4);
  const p99 = p95 * (1.3 + random() * 0.5);
  return { count, failed, p50: base, p95, p99, max: p99 * (1 + random()) };
}

function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
