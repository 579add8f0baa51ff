const [WIDTH, HEIGHT] = [88, 20];
const MOST_POINTS = 44;

/** A line without axes, scaled to its highest value. The full chart describes it in words. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const size = Math.ceil(values.length / MOST_POINTS);
  const points = Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    highest(values.slice(index * size, (index + 1) * size)),
  );
  const top = highest(points) ?? 0;
  if (top === 0 || points.length < 2) return null;
  const x = (index: number) => Math.round((index * WIDTH) / (points.length - 1));
  const y = (value: number) => Math.round(HEIGHT - 1 - (value / top) * (HEIGHT - 2));
  let isDown = false;
  const path = points.map((value, index) => {
    if (value === null) {
      isDown = false;
      return '';
    }
    const step = `${isDown ? 'L' : 'M'}${x(index)} ${y(value)}`;
    isDown = true;
    return step;
  });
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path d={path.join('')} />
    </svg>
  );
}

function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
