import { Fragment } from 'preact';
import { useContext, useRef, useState } from 'preact/hooks';
import type { CallStats } from '../../core/figures/aggregate';
import { counted } from '../../core/text/counted';
import { showCount, showShare } from '../../core/text/numbers';
import type { Before } from '../report/beside';
import { type CallCurves, chartsOf, hasCharts } from '../report/call-charts';
import { ratePerSecond, timeFigure } from '../report/figures';
import { FailedChange, TimeChange } from './change';
import { ChartFigure } from './chart-figure';
import { CopyButton } from './copy-button';
import { BrowserContext } from './drawing';
import { type Nearest, NearestThreshold } from './nearest';
import { Sparkline } from './sparkline';
import { failedText, TimeFigure } from './time-cells';
import { UpdateInView, type WatchInView } from './update-in-view';
import type { View } from './view';

const TIMES = ['p50', 'p95', 'p99', 'max'];
/** Name of the row with the totals of all calls. */
export const ALL_CALLS = 'all calls';

/** Figures of a row, for the whole load or a part of it. */
export type CallFigures = Pick<CallStats, 'call' | 'count' | 'failed' | 'duration'>;

export interface CallsTableProps {
  readonly calls: readonly CallFigures[];
  readonly all: CallFigures;
  /** Length of the time that the rates refer to, in s. */
  readonly seconds: number;
  readonly nearest: Readonly<Record<string, Nearest>>;
  readonly before?: Before | undefined;
  readonly charts: readonly CallCurves[];
  readonly view: View;
  readonly setView: (view: View) => void;
  /** Whether the figures are computed from buckets, and so approximate. */
  readonly isAbout: boolean;
  /** Present while other figures follow. */
  readonly watchInView?: WatchInView | undefined;
}

interface Column {
  readonly title: string;
  readonly value: (row: CallFigures) => number | string;
}

const COLUMNS: readonly Column[] = [
  { title: 'Call', value: ({ call }) => call },
  { title: 'Count', value: ({ count }) => count },
  { title: 'Rate', value: ({ count }) => count },
  { title: 'Failed', value: ({ count, failed }) => (count === 0 ? 0 : failed / count) },
  ...TIMES.map((title) => ({ title, value: (row: CallFigures) => timeFigure(row.duration, title) ?? -1 })),
];

/** Calls of the load, each with its charts. The reader can sort and filter them. */
export function CallsTable(props: CallsTableProps) {
  const { calls, all, view, setView, before, charts } = props;
  const browser = useContext(BrowserContext);
  const table = useRef<HTMLTableElement | null>(null);
  const [reached, setReached] = useState<string | undefined>();
  const rows = sorted(
    calls.filter(({ call }) => call.toLowerCase().includes(view.filter.toLowerCase())),
    view,
  );
  const tabStop = rows.some(({ call }) => call === reached) ? reached : rows[0]?.call;
  return (
    <>
      {browser && (
        <p class="tools">
          {calls.length > 1 && (
            <label>
              Filter{' '}
              <input
                type="search"
                value={view.filter}
                onInput={({ currentTarget }) => setView({ ...view, filter: currentTarget.value })}
              />
            </label>
          )}
          <span class="small" role="status">
            {rows.length === calls.length ? '' : `${rows.length} of ${counted(calls.length, 'call')}`}
          </span>
          <CopyButton table={table} />
        </p>
      )}
      <div class="scroll">
        <table ref={table}>
          <caption class="spoken">Calls of the load, times in ms</caption>
          <thead>
            <tr>
              {COLUMNS.map((column, index) => (
                <Head key={column.title} column={column} isText={index === 0} {...{ view, setView }} />
              ))}
              <th scope="col" class="t">
                p95 over time
              </th>
              <th scope="col" class="t">
                Nearest threshold
              </th>
            </tr>
          </thead>
          <tbody
            onKeyDown={(event) => {
              const next = neighbour(
                event,
                rows.map(({ call }) => call),
              );
              if (next === undefined) return;
              event.preventDefault();
              setReached(next);
              buttonOf(event.currentTarget, next)?.focus();
            }}
          >
            <CallRow {...props} row={all} name={ALL_CALLS} before={undefined} choice={[view]} />
            {rows.map((row) => {
              const { call } = row;
              const isOpen = view.open.includes(call);
              const open = isOpen ? view.open.filter((other) => other !== call) : [...view.open, call];
              const own = charts.find((one) => one.call === call);
              const canOpen = browser !== undefined && own !== undefined && hasCharts(own);
              const isTabStop = call === tabStop;
              const name = canOpen ? (
                <button
                  type="button"
                  class="row"
                  data-call={call}
                  tabIndex={isTabStop ? 0 : -1}
                  aria-expanded={isOpen}
                  onFocus={() => setReached(call)}
                  onClick={() => setView({ ...view, open })}
                >
                  {call}
                </button>
              ) : (
                call
              );
              return (
                <Fragment key={call}>
                  <CallRow {...props} {...{ row, name, before }} choice={[view, isTabStop, canOpen]} />
                  {canOpen && isOpen && (
                    <tr class="opened">
                      <td class="t" colSpan={COLUMNS.length + 2}>
                        <div class="charts">
                          {chartsOf(own).map((chart) => (
                            <ChartFigure key={chart.id} chart={chart} about={call} />
                          ))}
                        </div>
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Head(props: { column: Column; isText: boolean; view: View; setView: (view: View) => void }) {
  const { column, isText, view, setView } = props;
  const { title } = column;
  const browser = useContext(BrowserContext);
  const isSorted = view.sort?.by === title;
  const isDown = isSorted ? !view.sort?.isDown : !isText;
  const order = isSorted ? (view.sort?.isDown ? 'descending' : 'ascending') : undefined;
  return (
    <th scope="col" class={isText ? 't' : undefined} aria-sort={order}>
      {browser ? (
        <button type="button" class="sort" onClick={() => setView({ ...view, sort: { by: title, isDown } })}>
          {title}
          <span aria-hidden="true">{isSorted ? (view.sort?.isDown ? ' ▼' : ' ▲') : ''}</span>
        </button>
      ) : (
        title
      )}
    </th>
  );
}

interface CallRowProps extends CallsTableProps {
  readonly row: CallFigures;
  readonly name: preact.ComponentChildren;
  readonly before: Before | undefined;
  readonly choice: readonly unknown[];
}

function CallRow({ watchInView, choice, ...props }: CallRowProps) {
  return (
    <UpdateInView<HTMLTableRowElement>
      {...{ watchInView, choice }}
      render={(place) => (
        <tr ref={place}>
          <CallCells {...props} />
        </tr>
      )}
    />
  );
}

function CallCells({ row, name, seconds, nearest, before, charts, isAbout }: Omit<CallRowProps, 'choice'>) {
  const { call, count, failed, duration } = row;
  const about = isAbout ? '≈ ' : '';
  const bound = nearest[call];
  const old = before?.calls[call];
  const isBad = bound?.kind === 'bad' && bound.bound.startsWith('failed ');
  const own = charts.find((one) => one.call === call);
  return (
    <>
      <th scope="row">{name}</th>
      <td>{showCount(count)}</td>
      <td>{ratePerSecond(count, seconds)}</td>
      <td class={isBad ? 'bad' : undefined}>
        {count === 0 ? showShare(0, 0) : failedText(failed, count)}
        <FailedChange id={`calls.${call}.failed`} {...{ before, old }} />
      </td>
      {TIMES.map((stat) => (
        <td key={stat}>
          {duration && about}
          <TimeFigure times={duration} stat={stat} />
          <TimeChange now={duration} id={`calls.${call}.${stat}`} {...{ stat, before, old }} />
        </td>
      ))}
      <td class="t">{own && <Sparkline values={own.p95 ?? []} />}</td>
      <td class="t">
        <NearestThreshold nearest={bound} />
      </td>
    </>
  );
}

function sorted(rows: readonly CallFigures[], { sort }: View): readonly CallFigures[] {
  const column = COLUMNS.find(({ title }) => title === sort?.by);
  if (!sort || !column) return rows;
  const turn = sort.isDown ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    return a === b ? 0 : a < b ? -turn : turn;
  });
}

/** The call that an arrow key selects: the Tab key stops at the table only once, not at each row. */
function neighbour(event: KeyboardEvent, calls: readonly string[]): string | undefined {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined;
  const at = event.target instanceof HTMLElement ? calls.indexOf(event.target.dataset.call ?? '') : -1;
  return step === undefined || at < 0 ? undefined : calls[at + step];
}

function buttonOf(body: HTMLElement, call: string): HTMLElement | undefined {
  const buttons = [...body.querySelectorAll<HTMLElement>('button.row')];
  return buttons.find(({ dataset }) => dataset.call === call);
}
