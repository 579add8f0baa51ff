import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Chart, clock, legendName, pointsOf, valueText } from '../report/chart-model';
import { BrowserContext, type Drawing } from './drawing';

interface ChartFigureProps {
  readonly chart: Chart;
  /** Subject of the chart, if the title does not say it. */
  readonly about?: string;
  /** Whether the chart has a heading above it. */
  readonly isTitled?: boolean;
  readonly onSpan?: (from: number, to: number) => void;
}

/** A chart with its description in words. Without a script, only the words are shown. */
export function ChartFigure({ chart, about, isTitled = false, onSpan }: ChartFigureProps) {
  const { id, title, unit, words } = chart;
  const browser = useContext(BrowserContext);
  const place = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | undefined>(undefined);
  const [point, setPoint] = useState<number | undefined>();
  const [hidden, setHidden] = useState<readonly number[]>([]);
  const name = about === undefined ? title : `${about}: ${title}`;
  // Before a page is printed there is no frame after which other effects would run.
  useLayoutEffect(() => {
    if (!browser || !place.current) return;
    const events = { onPoint: setPoint, ...(onSpan && { onSpan }) };
    if (drawing.current?.update(chart, events)) return;
    drawing.current?.remove();
    drawing.current = browser.draw(place.current, chart, events);
  }, [browser, chart, onSpan]);
  useEffect(() => () => drawing.current?.remove(), []);
  const toggle = (line: number) => {
    const isShown = hidden.includes(line);
    setHidden(isShown ? hidden.filter((other) => other !== line) : [...hidden, line]);
    drawing.current?.show(line, isShown);
  };
  return (
    <figure id={`chart-${id}`}>
      <figcaption>
        <b class={isTitled ? 'spoken' : undefined}>{title}</b>{' '}
        <span class="small">{isTitled ? '' : unit}</span>
        {browser && <DownloadButton name={name} png={() => drawing.current?.png(name)} />}
      </figcaption>
      <div ref={place} class="plot" role="img" aria-label={`${name}. ${words}`} data-chart={id} />
      <Legend chart={chart} point={point} hidden={hidden} toggle={browser && toggle} />
      <p class="words small">{words}</p>
    </figure>
  );
}

interface LegendProps {
  readonly chart: Chart;
  readonly point: number | undefined;
  readonly hidden: readonly number[];
  readonly toggle: ((line: number) => void) | undefined;
}

/**
 * Names of the lines, and their values at the pointer. A single line needs no name. The Tab key stops at them once; arrow keys
 * go from one to the next.
 */
function Legend({ chart, point, hidden, toggle }: LegendProps) {
  const { series, unit, kind } = chart;
  const [reached, setReached] = useState(0);
  const at = point === undefined ? undefined : pointsOf(chart)[point];
  const where = at === undefined ? '' : kind === 'time' ? clock(at) : `up to ${at} ms`;
  return (
    <ul class="legend small" onKeyDown={goToNeighbour}>
      {series.map((one, line) => {
        const { label, colour, isDashed, values, unit: own = unit } = one;
        const name = legendName(one);
        const key = <span class={`key c${colour}${isDashed ? ' dashed' : ''}`} aria-hidden="true" />;
        const value = point === undefined ? '' : ` ${valueText(values[point], own)}`;
        return (
          <li key={label}>
            {toggle && series.length > 1 ? (
              <button
                type="button"
                tabIndex={line === reached ? 0 : -1}
                aria-pressed={!hidden.includes(line)}
                onFocus={() => setReached(line)}
                onClick={() => toggle(line)}
              >
                {key} {name}
              </button>
            ) : (
              <>
                {key} {name}
              </>
            )}
            {value}
          </li>
        );
      })}
      {where !== '' && <li>{where}</li>}
    </ul>
  );
}

function goToNeighbour(event: preact.TargetedKeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const next = buttons[buttons.indexOf(event.target as HTMLButtonElement) + step];
  if (step === 0 || !next) return;
  event.preventDefault();
  next.focus();
}

function DownloadButton({ name, png }: { name: string; png: () => string | undefined }) {
  const browser = useContext(BrowserContext);
  const download = () => {
    const url = png();
    if (url !== undefined) browser?.download(`${name.replace(/[^\w.-]+/g, '-')}.png`, url);
  };
  return (
    <button type="button" class="tool" onClick={download} aria-label={`Download PNG: ${name}`}>
      PNG
    </button>
  );
}
