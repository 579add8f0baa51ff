import type { Times } from '../../core/figures/aggregate';
import { showShare, showTime, timeFigure } from './figures';
import { mark } from './html-parts';
import { type Html, html } from './html-template';

/** Smaller changes than this are what two runs of the same thing differ by. */
const NOISE = 0.05;

/**
 * A time before, and by how much it changed: `110.2 ▲ 12%`, with `slower` for those who hear it.
 * @param stat name of the figure
 */
export function change(
  newTimes: Times | undefined,
  oldTimes: Times | undefined,
  stat: string,
): Html | string {
  const [now, before] = [timeFigure(newTimes, stat), timeFigure(oldTimes, stat)];
  const shown = showTime(oldTimes, stat);
  if (now === undefined || before === undefined || before === 0) return shown;
  const share = now / before - 1;
  const percent = `${Math.abs(share * 100).toFixed(Math.abs(share) < 0.1 ? 1 : 0)}%`;
  if (Math.abs(share) < NOISE) return html`${shown} <span class="change">≈ ${percent}</span>`;
  const [sign, words] = share > 0 ? ['▲', 'slower'] : ['▼', 'faster'];
  return html`${shown} <span class="change ${share > 0 ? 'worse' : 'better'}">${sign} ${percent}<span class="spoken"> ${words}</span></span>`;
}

/** The share of failures before, marked when it has risen. */
export function failedChange(
  now: { readonly count: number; readonly failed: number },
  before: { readonly count: number; readonly failed: number },
): Html | string {
  const old = showShare(before.failed, before.count);
  if (now.count === 0 || before.count === 0) return old;
  const rise = now.failed / now.count - before.failed / before.count;
  if (Math.abs(rise) < 0.001) return old;
  return html`${old} ${rise > 0 ? mark('bad', 'more') : mark('good', 'fewer')}`;
}
