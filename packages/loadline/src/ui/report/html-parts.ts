import type { ThresholdResult, Verdict } from '../../core/verdict/judge';
import { showMargin } from './figures';
import { type Html, html } from './html-template';

const VERDICT = {
  pass: { sign: '✔', words: 'Pass' },
  fail: { sign: '✖', words: 'Fail' },
  invalid: { sign: '⚠', words: 'Invalid' },
};

/** The verdict as a sign with its word. */
export function verdictMark(verdict: Verdict): Html {
  const { sign, words } = VERDICT[verdict];
  return html`<span aria-hidden="true">${sign}</span> ${words}`;
}

/** An outcome as a sign with its word; colour only adds to it. */
export function mark(kind: 'good' | 'bad' | 'warn' | 'none', words: string): Html {
  const sign = { good: '✔', bad: '✖', warn: '⚠', none: '–' }[kind];
  return html`<span class="mark ${kind}"><span aria-hidden="true">${sign}</span> ${words}</span>`;
}

/** The outcome of a threshold as a mark. */
export function thresholdMark({ outcome, level }: ThresholdResult, words: string = outcome): Html {
  if (outcome === 'held') return mark('good', words);
  if (outcome === 'no data' || outcome === 'not judged') return mark('none', words);
  return mark(level === 'warn' ? 'warn' : 'bad', words);
}

/** The threshold that is nearest to break among those of one call, journey or metric, with its margin. */
export function tightestThreshold(
  thresholds: readonly ThresholdResult[],
  prefix: string,
  margin: MarginOf,
): Html | string {
  const own = thresholds.filter(({ id }) => id.startsWith(`${prefix}.`));
  const rank = (threshold: ThresholdResult) => [
    threshold.level === 'fail' ? 0 : 1,
    threshold.outcome === 'not judged'
      ? Number.POSITIVE_INFINITY
      : (margin(threshold) ?? Number.POSITIVE_INFINITY),
  ];
  const [first] = own.toSorted((a, b) => compare(rank(a), rank(b)));
  if (!first) return '–';
  const stat = first.id.slice(prefix.length + 1);
  const isOpen = first.outcome === 'no data' || first.outcome === 'not judged';
  const room = isOpen ? first.outcome : showMargin(first);
  return html`<span class="threshold">${stat} ${first.bound}</span> ${thresholdMark(first, room)}`;
}

type MarginOf = (threshold: ThresholdResult) => number | undefined;

/** A section with a heading; nothing when there is nothing in it. */
export function section(id: string, title: string, ...content: readonly Html[]): Html {
  if (content.every(({ text }) => text === '')) return html``;
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>\n`;
}

/** Names with their values. */
export function definitions(entries: readonly (readonly [string, Html | string | undefined])[]): Html {
  const known = entries.filter(([, value]) => value !== undefined);
  return html`<dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const [first = 0, second = 0] = a.map((value, index) => (value === b[index] ? 0 : value - (b[index] ?? 0)));
  return first !== 0 ? first : second;
}
