import type { ComponentChildren } from 'preact';
import type { ThresholdResult, Verdict } from '../../core/verdict/judge';

export type MarkKind = 'good' | 'bad' | 'warn' | 'none';

/** An outcome in words. The style adds a colour and a sign. */
export function Mark({ kind, children }: { kind: MarkKind; children: ComponentChildren }) {
  return <b class={`mark ${kind}`}>{children}</b>;
}

const VERDICT: Record<Verdict, { sign: string; words: string }> = {
  pass: { sign: '✔', words: 'Pass' },
  fail: { sign: '✖', words: 'Fail' },
  invalid: { sign: '⚠', words: 'Invalid' },
};

/** The verdict as a sign and a word. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { sign, words } = VERDICT[verdict];
  return (
    <span class="verdict">
      <span aria-hidden="true">{sign}</span> {words}
    </span>
  );
}

/** Mark for the outcome of a threshold. */
export function outcomeKind({ outcome, level }: Pick<ThresholdResult, 'outcome' | 'level'>): MarkKind {
  if (outcome === 'held') return 'good';
  if (outcome === 'no data' || outcome === 'not judged') return 'none';
  return level === 'warn' ? 'warn' : 'bad';
}
