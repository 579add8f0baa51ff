import { parseAmount, shareOf, showAmount, unitOfAmount } from '../text/amount';
import { rounded, showMs, showPercent, showRate } from '../text/numbers';

/**
 * The number in the text of a bound, such as `≤ 2s`, `1%`, `>= 10/s`, `≤ 500MB` or `≤ 100 jobs`: in ms, as a share of 1, per
 * second, per stream, in bytes, or in a unit of its own.
 * @returns undefined when there is none
 */
export function boundIn(bound: string): number | undefined {
  const text = amountIn(bound);
  const number = /^(\d+(?:\.\d+)?)(%|\/s)?$/.exec(text);
  if (number) return number[2] === '%' ? shareOf(number[1] ?? '') : Number(number[1]);
  const unit = unitOfAmount(text);
  return unit === undefined ? undefined : parseAmount(text, unit);
}

function amountIn(bound: string): string {
  return bound.replace(/^(≤|<=|>=|≥) /, '');
}

/**
 * What a threshold measured, with the unit of its figure, and with enough digits to show on which side of the bound it is.
 * @param id of the threshold: its end names the kind of figure
 * @param boundText such as `≤ 2s`
 */
export function measuredText(id: string, measured: number, boundText: string): string {
  const bound = boundIn(boundText);
  if (id.startsWith('observed.')) return showAmount(measured, unitOfAmount(amountIn(boundText)) ?? '', bound);
  if (id.endsWith('.failed')) return showPercent(measured, bound);
  if (id.endsWith('.rate')) return showRate(measured, bound);
  if (id.endsWith('.messages')) return `${Number(rounded(measured, 2, bound))} per stream`;
  return timeText(measured, boundText, bound);
}

/** A time that is easy to compare with its bound: from 1 s on in seconds, when the bound is. */
function timeText(ms: number, boundText: string, bound: number | undefined): string {
  if (ms < 1000 || boundText.endsWith('ms')) return `${showMs(ms, bound)} ms`;
  return `${rounded(ms / 1000, 2, bound === undefined ? undefined : bound / 1000)} s`;
}
