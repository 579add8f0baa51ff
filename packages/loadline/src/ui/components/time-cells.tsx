import type { Times } from '../../core/figures/aggregate';
import { showCount, showShare } from '../../core/text/numbers';
import { showTime } from '../report/figures';

/** With fewer samples than this above it, a percentile says little about a system. */
const FEW_ABOVE = 10;

/** Sign behind a percentile with few samples above it. */
const FEW_SIGN = '¹';

/** Whether a figure is a percentile with few samples above it. */
function isThin(times: Pick<Times, 'count'> | undefined, stat: string): boolean {
  const percent = Number(/^p(\d+(?:\.\d+)?)$/.exec(stat)?.[1] ?? Number.NaN);
  return times !== undefined && times.count > 0 && times.count * (1 - percent / 100) < FEW_ABOVE - 1e-9;
}

/** A time in ms. `~`: interpolated between samples far apart. `¹`: few samples are above it. */
export function TimeFigure({ times, stat }: { times: Times | undefined; stat: string }) {
  const shown = showTime(times, stat);
  return isThin(times, stat) ? (
    <span class="thin">
      {shown}
      <sup>{FEW_SIGN}</sup>
    </span>
  ) : (
    shown
  );
}

/** Explanation of the sign `¹`. Empty when no figure has it. */
export function thinNote(all: readonly (Times | undefined)[], stats: readonly string[]): string {
  const isShown = all.some((times) => stats.some((stat) => isThin(times, stat)));
  return isShown ? `${FEW_SIGN} fewer than ${FEW_ABOVE} samples lie above it` : '';
}

/** One cell for each named figure of the times. */
export function timeCells(times: Times | undefined, stats: readonly string[]) {
  return stats.map((stat) => <TimeFigure key={stat} times={times} stat={stat} />);
}

/** Failures as a share, with their number. */
export function failedText(failed: number, count: number): string {
  return failed === 0 ? showShare(0, count) : `${showShare(failed, count)} (${showCount(failed)})`;
}
