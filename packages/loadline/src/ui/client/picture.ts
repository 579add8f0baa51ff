import { type Chart, legendName } from '../report/chart-model';
import { colour } from './colours';

/** Sizes in CSS px. */
const [PAD, TITLE, LINE, KEY, GAP] = [10, 26, 18, 18, 16];

interface PictureParts {
  readonly name: string;
  readonly chart: Chart;
  /** Numbers of the lines that the reader has hidden. */
  readonly hidden: ReadonlySet<number>;
}

/**
 * A drawn chart as a data URL of a PNG that can stand alone: with its name, the names of its lines, and the page's background
 * colour. The canvas itself is transparent.
 */
export function picture(canvas: HTMLCanvasElement, { name, chart, hidden }: PictureParts): string {
  const copy = document.createElement('canvas');
  const context = copy.getContext('2d');
  if (!context) return '';
  const ratio = devicePixelRatio;
  const width = canvas.width / ratio;
  const shown = chart.series.filter((_, line) => !hidden.has(line));
  context.font = font();
  const legend = placed(context, shown, width);
  const lines = 1 + (legend.at(-1)?.line ?? 0);
  copy.width = canvas.width;
  copy.height = Math.round((TITLE + lines * LINE + PAD) * ratio) + canvas.height;
  context.scale(ratio, ratio);
  context.fillStyle = colour('surface');
  context.fillRect(0, 0, width, copy.height / ratio);
  context.textBaseline = 'middle';
  context.fillStyle = colour('text');
  context.font = font('bold 13px');
  context.fillText(name, PAD, TITLE / 2 + 2, width - 2 * PAD);
  context.drawImage(canvas, 0, TITLE, width, canvas.height / ratio);
  context.font = font();
  for (const { series, left, line } of legend) {
    const y = TITLE + canvas.height / ratio + (line + 0.5) * LINE;
    context.strokeStyle = colour(`series-${series.colour}`);
    context.lineWidth = 2;
    context.setLineDash(series.isDashed ? [4, 3] : []);
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(left + KEY, y);
    context.stroke();
    context.fillText(legendName(series), left + KEY + 4, y);
  }
  return copy.toDataURL('image/png');
}

/** Places of the names of the lines: side by side, as many to a line as there is room for. */
function placed(context: CanvasRenderingContext2D, all: Chart['series'], width: number) {
  let [left, line] = [PAD, 0];
  return all.map((series) => {
    const own = KEY + 4 + context.measureText(legendName(series)).width + GAP;
    if (left > PAD && left + own > width) [left, line] = [PAD, line + 1];
    const place = { series, left, line };
    left += own;
    return place;
  });
}

function font(size = '11px'): string {
  return `${size} system-ui, sans-serif`;
}
