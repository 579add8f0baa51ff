import type uPlot from 'uplot';
import type { Chart } from '../report/chart-model';
import { colour } from './colours';

/** Draws parts of the time behind the lines, with their names. Every second part is shaded. */
export function drawBands({ ctx, bbox, valToPos }: uPlot, { bands = [] }: Chart): void {
  ctx.save();
  font(ctx);
  bands.forEach(({ from, to, label }, index) => {
    const [left, right] = [from, to].map((second) =>
      Math.min(bbox.left + bbox.width, Math.max(bbox.left, valToPos(second, 'x', true))),
    );
    if (left === undefined || right === undefined) return;
    ctx.fillStyle = colour(index % 2 === 0 ? 'band' : 'surface');
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.fillStyle = colour('muted');
    const pad = 4 * devicePixelRatio;
    if (ctx.measureText(label).width < right - left - 2 * pad)
      ctx.fillText(label, left + pad, bbox.top + 12 * devicePixelRatio);
  });
  ctx.restore();
}

/** Draws named lines: horizontal at a time, or vertical at a percentile of a distribution. */
export function drawMarks(plot: uPlot, { kind, marks = [] }: Chart, scaleOfTimes: string): void {
  const scale = kind === 'time' ? scaleOfTimes : 'x';
  const { min, max } = plot.scales[scale] ?? {};
  if (typeof min !== 'number' || typeof max !== 'number') return;
  const { ctx, bbox } = plot;
  ctx.save();
  font(ctx);
  ctx.strokeStyle = colour('mark');
  ctx.fillStyle = colour('text');
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  let taken = { y: Number.POSITIVE_INFINITY, right: 0 };
  marks.forEach(({ at, label }, index) => {
    if (at < min || at > max) return;
    const position = Math.round(plot.valToPos(at, scale, true));
    ctx.beginPath();
    if (kind === 'time') {
      ctx.moveTo(bbox.left, position);
      ctx.lineTo(bbox.left + bbox.width, position);
      ctx.stroke();
      // When lines are close to each other, their names are side by side.
      const isNear = Math.abs(taken.y - position) < 14 * devicePixelRatio;
      const left = isNear ? taken.right : bbox.left + 6 * devicePixelRatio;
      write(ctx, label, left, position - 4 * devicePixelRatio);
      taken = { y: position, right: left + ctx.measureText(label).width + 12 * devicePixelRatio };
    } else {
      ctx.moveTo(position, bbox.top);
      ctx.lineTo(position, bbox.top + bbox.height);
      ctx.stroke();
      const isRight = position > bbox.left + bbox.width * 0.7;
      ctx.textAlign = isRight ? 'right' : 'left';
      const y = bbox.top + (12 + 14 * index) * devicePixelRatio;
      write(ctx, label, position + (isRight ? -4 : 4) * devicePixelRatio, y);
    }
  });
  ctx.restore();
}

function font(ctx: CanvasRenderingContext2D): void {
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = 'alphabetic';
  ctx.textAlign = 'left';
}

/** Writes text with an outline, so that it is legible on top of lines. */
function write(ctx: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = colour('surface');
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
  ctx.restore();
}
