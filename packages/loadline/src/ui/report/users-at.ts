import type { RunSpec } from '../../core/spec/run-spec';

/**
 * Planned users at a time of the load.
 * @param second time in s after the start of the load
 * @returns undefined when the plan has no curve, and after its end
 */
export function usersAt({ curve }: Pick<RunSpec, 'curve'>, second: number): number | undefined {
  const atMs = second * 1000;
  const next = curve.findIndex((corner) => corner.atMs > atMs);
  const [before, after] = [curve[next - 1], curve[next]];
  if (!before || !after) return undefined;
  const part = (atMs - before.atMs) / (after.atMs - before.atMs);
  return Math.round(before.users + part * (after.users - before.users));
}
