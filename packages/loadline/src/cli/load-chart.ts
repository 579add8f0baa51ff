import { curveDurationMs, type LoadCurve, peakUsers, usersAt } from '../core/spec/profile';
import { formatDuration } from '../core/text/duration';

const HEIGHT = 8;
const WIDTH = 60;
const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Users over time as a text chart for the terminal. */
export function loadChart(curve: LoadCurve): string {
  const peak = peakUsers(curve);
  const lengthMs = curveDurationMs(curve);
  const columns = Array.from(
    { length: WIDTH },
    (_, column) => (usersAt(curve, ((column + 0.5) / WIDTH) * lengthMs) ?? 0) / peak,
  );
  const label = String(peak);
  const lines = Array.from({ length: HEIGHT }, (_, row) => {
    const axis = row === 0 ? label : row === HEIGHT - 1 ? '0' : '';
    const cells = columns.map((share) => block(share * HEIGHT - (HEIGHT - 1 - row)));
    return `${axis.padStart(label.length)} ┤${cells.join('')}`.trimEnd();
  });
  const end = formatDuration(Math.round(lengthMs));
  const time = `${' '.repeat(label.length)} └${'─'.repeat(WIDTH)}`;
  return [...lines, time, `${' '.repeat(label.length + 2)}0${end.padStart(WIDTH - 1)}`].join('\n');
}

function block(height: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, height)) * (BLOCKS.length - 1));
  return BLOCKS[eighths] ?? ' ';
}
