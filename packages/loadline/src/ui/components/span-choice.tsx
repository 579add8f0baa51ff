import type { Windows } from '../../core/figures/aggregate';
import { clock } from '../report/chart-model';
import { wholeWindows } from '../report/windows';
import type { Span } from './view';

interface SpanChoiceProps {
  readonly windows: Windows;
  readonly span: Span | undefined;
  readonly choose: (span: Span | undefined) => void;
}

/** Selects the part of the load that is shown: the keyboard's alternative to dragging across the chart. */
export function SpanChoice({ windows, span, choose }: SpanChoiceProps) {
  const { seconds, length } = windows;
  const { first, last } = wholeWindows(windows, span?.from ?? 0, span?.to ?? length * seconds);
  const set = (from: number, to: number) => {
    const isWhole = from === 0 && to === length;
    choose(isWhole ? undefined : { from: from * seconds, to: to * seconds });
  };
  return (
    <fieldset class="tools small">
      <legend class="spoken">Part of the load that the figures are of</legend>
      <label>
        From {clock(first * seconds)}{' '}
        <input
          type="range"
          min={0}
          max={length - 1}
          value={first}
          aria-valuetext={clock(first * seconds)}
          onInput={({ currentTarget }) =>
            set(Number(currentTarget.value), Math.max(last, Number(currentTarget.value) + 1))
          }
        />
      </label>
      <label>
        to {clock(last * seconds)}{' '}
        <input
          type="range"
          min={1}
          max={length}
          value={last}
          aria-valuetext={clock(last * seconds)}
          onInput={({ currentTarget }) =>
            set(Math.min(first, Number(currentTarget.value) - 1), Number(currentTarget.value))
          }
        />
      </label>
      <button type="button" class="tool" disabled={span === undefined} onClick={() => choose(undefined)}>
        Whole load
      </button>
    </fieldset>
  );
}
