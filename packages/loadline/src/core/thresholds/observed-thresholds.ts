import { exampleAmount, parseAmount } from '../text/amount';
import { type BoundsReader, isObject, type Place } from './bounds';
import type { Bound, ObservedSubject, ObservedThreshold } from './threshold';
import { isTimeStat, TIME_STATS } from './time-stats';

/**
 * Reads the thresholds of an observed series: `{ "p95": "100", "why": "…" }`. A bound is the highest value that is allowed, or
 * the lowest one with `>=`.
 * @param at path of the entry in its file
 * @param unit of the values: `%`, `bytes`, `ms` or any other word
 */
export function observedThresholds(
  value: unknown,
  at: string,
  { series, unit }: { readonly series: string; readonly unit: string },
  read: BoundsReader,
): ObservedThreshold[] {
  if (value === undefined) return [];
  const example = `"max": "${exampleAmount(unit)}"`;
  const { why, minSamples, ...bounds } = read.object(value, at, `{ ${example}, "why": "…" }`);
  const common = { why: read.why(why, `${at}.why`), ...read.minSamples(minSamples, `${at}.minSamples`) };
  const subject: ObservedSubject = { of: 'observed', series, measure: 'value' };
  const thresholds = Object.entries(bounds).flatMap(([stat, bound]) => {
    const place: Place = { id: `observed.${series}.${stat}`, at: `${at}.${stat}` };
    if (isTimeStat(stat))
      return read.bounds(asText(bound), place, { stat, ...amountOf(unit) }, subject, common);
    read.knownKey(stat, [...TIME_STATS, 'p95', 'p99', 'why', 'minSamples'], place.at);
    return [];
  });
  if (Object.keys(bounds).length === 0) read.problem(at, `holds no bound: write one, such as ${example}`);
  return thresholds;
}

/** A bound as text: in YAML, a number needs no quotes. */
function asText(bound: unknown): Bound {
  if (isObject(bound))
    return Object.fromEntries(Object.entries(bound).map(([level, value]) => [level, asText(value)])) as Bound;
  return typeof bound === 'number' ? String(bound) : (bound as Bound);
}

/** How bounds in a unit are written and read. */
function amountOf(unit: string) {
  const example = `"${exampleAmount(unit)}"`;
  const parse = (text: string) => {
    const [, sign = '<=', amount = ''] = /^(?:(<=|>=) )?(.*)$/.exec(text) ?? [];
    const bound = parseAmount(amount, unit);
    if (bound === undefined)
      return {
        message: `"${text}" is no bound in ${unit}: write ${example}, or with ">= " the lowest value`,
      };
    const isBare = /^-?[\d.]+$/.test(amount);
    const shown = `${sign === '>=' ? '>= ' : ''}${isBare ? `${amount} ${unit}` : amount}`;
    return { op: sign === '>=' ? ('>=' as const) : ('<=' as const), bound, text: shown };
  };
  return { example, parse };
}
