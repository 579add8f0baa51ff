import type { Times } from '../../core/figures/aggregate';
import { showCount, showShare, showTime } from '../report/figures';

/** A percentile says little of a system when fewer samples than this lie above it. */
const FEW_ABOVE = 10;

/** Stands behind a percentile that few samples lie above. */
const FEW_SIGN = '¹';

/** Whether a figure is a percentile that few samples lie above. */
function isThin(times: Pick<Times, 'count'> | undefined, stat: string): boolean {
  const percent = Number(/^p(\d+(?:\.\d+)?)$/.exec(stat)?.[1] ?? Number.NaN);
  return times !== undefined && times.count > 0 && times.count * (1 - percent / 100) < FEW_ABOVE - 1e-9;
}

/** A time in ms: `~` lies between samples far apart, `¹` has few samples above it. */
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

/** What the sign of thin percentiles means; empty where none has it. */
export function thinNote(all: readonly (Times | undefined)[], stats: readonly string[]): string {
  const isShown = all.some((times) => stats.some((stat) => isThin(times, stat)));
  return isShown ? `${FEW_SIGN} fewer than ${FEW_ABOVE} samples lie above it` : '';
}

/** Times by the names of figures, a cell each. */
export function timeCells(times: Times | undefined, stats: readonly string[]) {
  return stats.map((stat) => <TimeFigure key={stat} times={times} stat={stat} />);
}

/** Failed ones as a share, with their number. */
export function failedText(failed: number, count: number): string {
  return failed === 0 ? showShare(0, count) : `${showShare(failed, count)} (${showCount(failed)})`;
}
