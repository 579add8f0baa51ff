import type { RunSpec } from '../../core/spec/run-spec';

/**
 * Users at an instant of the load, by the plan.
 * @param second after the start of the load
 * @returns undefined where the plan has no curve, and after its end
 */
export function usersAt({ curve }: Pick<RunSpec, 'curve'>, second: number): number | undefined {
  const atMs = second * 1000;
  const next = curve.findIndex((corner) => corner.atMs > atMs);
  const [before, after] = [curve[next - 1], curve[next]];
  if (!before || !after) return undefined;
  const part = (atMs - before.atMs) / (after.atMs - before.atMs);
  return Math.round(before.users + part * (after.users - before.users));
}
