import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import type { Windows } from '../../core/figures/aggregate';
import { counted } from '../../core/text/counted';
import type { Before } from '../report/beside';
import { type ChartData, clock } from '../report/chart-model';
import { callTiles, type Tile } from '../report/tiles';
import { figuresIn, wholeWindows } from '../report/windows';
import { ALL_CALLS, type CallFigures, CallsTable } from './calls-table';
import { ChartFigure } from './chart-figure';
import { BrowserContext } from './drawing';
import type { Nearest } from './nearest';
import { SpanChoice } from './span-choice';
import { Hint, Section } from './table';
import { UpdateInView, type WatchInView } from './update-in-view';
import { type Span, type View, WHOLE_VIEW } from './view';

/** Figures of the load as plain data. The page's script gets the same data, so that it can show them differently. */
export interface FiguresModel {
  readonly tiles: readonly Tile[];
  readonly charts: Pick<ChartData, 'main' | 'observed' | 'calls'>;
  readonly calls: readonly CallFigures[];
  readonly all: CallFigures;
  /** Length of the load, in s. */
  readonly seconds: number;
  readonly nearest: Readonly<Record<string, Nearest>>;
  readonly before?: Before;
  readonly windows?: Windows;
  /** Notes below the table, in small print. */
  readonly notes: readonly string[];
}

interface FiguresViewProps {
  readonly model: FiguresModel;
  readonly keptView?: KeptView;
  /** Present while other figures follow. */
  readonly watchInView?: WatchInView | undefined;
}

/** The view in the page's URL. */
export interface KeptView {
  readonly read: () => View;
  readonly write: (view: View) => void;
  /** Calls back when the reader follows a link with another view. @returns a function that ends this */
  readonly watch: (follow: (view: View) => void) => () => void;
}

/** Key figures, chart and calls of the whole load, or of a part that the reader selects. */
export function FiguresView({ model, keptView, watchInView }: FiguresViewProps) {
  const browser = useContext(BrowserContext);
  const [view, setView] = useState<View>(WHOLE_VIEW);
  useEffect(() => {
    if (!keptView) return;
    setView(keptView.read());
    return keptView.watch(setView);
  }, [keptView]);
  const change = (next: View) => {
    setView(next);
    keptView?.write(next);
  };
  const choose = useCallback(
    (span: Span | undefined) =>
      setView(({ span: _, ...rest }) => {
        const next = span ? { ...rest, span } : rest;
        keptView?.write(next);
        return next;
      }),
    [keptView],
  );
  const onSpan = useCallback((from: number, to: number) => choose({ from, to }), [choose]);
  const { charts, windows, notes } = model;
  const part = windows && view.span ? partOf(model, windows, view.span) : undefined;
  const { tiles, calls, all, seconds } = part ?? model;
  const { main } = charts;
  return (
    <>
      <ul class="key-figures">
        {tiles.map(({ value, name }) => (
          <li key={name}>
            <b>{value}</b> <span class="small">{name}</span>
          </li>
        ))}
      </ul>
      {main && (
        <UpdateInView<HTMLElement>
          {...{ watchInView, choice: [view] }}
          render={(place) => (
            <Section id="over-time" title="The load over time" place={place}>
              <ChartFigure chart={main} isTitled {...(windows && { onSpan })} />
              {browser && windows && <SpanChoice windows={windows} span={view.span} choose={choose} />}
              {charts.observed?.map((chart) => (
                <ChartFigure key={chart.id} chart={chart} />
              ))}
            </Section>
          )}
        />
      )}
      {model.calls.length > 0 && (
        <UpdateInView<HTMLElement>
          {...{ watchInView, choice: [view] }}
          render={(place) => (
            <Section id="calls" title="Calls" place={place}>
              {part && (
                <p role="status">
                  {`Figures from ${clock(part.from)} to ${clock(part.to)}, ≈ made from buckets of 5%: times are off by 2.5% at most.`}
                  {' Journeys, failures and thresholds below stay those of the whole load.'}
                  {part.left > 0 &&
                    ` ${counted(part.left, 'call')} with fewer samples ${part.left === 1 ? 'is' : 'are'} left out.`}
                </p>
              )}
              <CallsTable
                calls={calls}
                all={all}
                seconds={seconds}
                nearest={part ? {} : model.nearest}
                before={part ? undefined : model.before}
                charts={charts.calls}
                view={view}
                setView={change}
                isAbout={part !== undefined}
                watchInView={watchInView}
              />
              {notes.map((note) => (
                <Hint key={note}>{note}</Hint>
              ))}
            </Section>
          )}
        />
      )}
    </>
  );
}

/** Figures of the model for a span of time. */
function partOf(model: FiguresModel, windows: Windows, span: Span) {
  const { first, last, from, to } = wholeWindows(windows, span.from, span.to);
  const { calls, all } = figuresIn(windows, first, last);
  // The last window may extend past the end of the load.
  const seconds = Math.min(to, model.seconds) - from;
  return {
    from,
    to: Math.min(to, model.seconds),
    seconds,
    calls,
    all: { ...all, call: ALL_CALLS },
    tiles: callTiles(calls, all, seconds, '≈ '),
    left: model.calls.length - calls.length,
  };
}
