// @ts-nocheck Runs in a browser: its types would show in all of Node's.
// Draws the charts of a report. Put into the page as it is; uPlot is there before it.
(() => {
  /** @type {import('./chart-data').ChartData} */
  const data = JSON.parse(document.getElementById('data').textContent);
  const byId = new Map(data.charts.map((chart) => [chart.id, chart]));
  const places = [...document.querySelectorAll('[data-chart]')];
  const HEIGHT = 230;
  const DASHES = [[], [6, 3], [2, 3], [10, 3, 2, 3]];
  /** @type {{ plot: any, place: HTMLElement }[]} */
  let drawn = [];
  /** @type {HTMLElement[]} */
  let waiting = [];
  /** Of the theme that is on; asking the browser for them takes time. */
  const colours = new Map();

  function colour(name) {
    let value = colours.get(name);
    if (value === undefined) {
      value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
      colours.set(name, value);
    }
    return value;
  }

  function clock(seconds) {
    const two = (value) => String(Math.floor(value)).padStart(2, '0');
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
    return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  }

  function number(value) {
    if (value === null || value === undefined) return '–';
    if (value === 0) return '0';
    return String(Number(value.toPrecision(value < 1000 ? 3 : 4)));
  }

  /** Space for the longest label of the axis. */
  function axisSize(plot, values, index, cycle) {
    const axis = plot.axes[index];
    if (cycle > 1) return axis._size;
    const longest = (values ?? []).reduce((length, value) => Math.max(length, String(value ?? '').length), 0);
    return 18 + longest * 6.5;
  }

  function axes(chart) {
    const common = {
      stroke: colour('muted'),
      font: '11px system-ui, sans-serif',
      size: 28,
      grid: { stroke: colour('grid'), width: 1 },
      ticks: { stroke: colour('grid'), width: 1, size: 4 },
    };
    const time = {
      ...common,
      values: (_, ticks) => ticks.map(clock),
      incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400],
      space: 60,
    };
    const log = {
      ...common,
      values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : `${number(tick)} ms`)),
      space: 60,
    };
    return [
      chart.kind === 'time' ? time : log,
      { ...common, size: axisSize, values: (_, ticks) => ticks.map((tick) => number(tick)) },
    ];
  }

  function seriesOf(chart) {
    const x =
      chart.kind === 'time'
        ? { label: 'time', value: (_, value) => (value === null ? '–' : clock(value)) }
        : { label: 'up to', value: (_, value) => (value === null ? '–' : `${number(value)} ms`) };
    const suffix = chart.unit === 'ms' ? ' ms' : chart.unit;
    const lines = chart.series.map((line, index) => ({
      label: line.label,
      stroke: colour(`series-${line.colour}`),
      width: 1.5,
      dash: line.isDashed ? DASHES[1 + (Math.floor(index / 2) % 3)] : undefined,
      fill: line.isFilled ? `${colour(`series-${line.colour}`)}33` : undefined,
      paths: chart.kind === 'distribution' ? uPlot.paths.stepped({ align: -1 }) : undefined,
      points: { show: data.x.length < 3 && chart.kind === 'time' },
      value: (_, value) => (value === null ? '–' : number(value) + suffix),
    }));
    return [x, ...lines];
  }

  /** The top of the axis: the data, and a threshold that is not far above it. */
  function range(chart) {
    return (_, __, max) => {
      const near = (chart.marks ?? []).filter(({ at }) => at <= max * 2).map(({ at }) => at);
      const top = chart.kind === 'time' ? Math.max(max ?? 0, ...near) : (max ?? 0);
      // A distribution has the names of its percentiles above it.
      return [0, top > 0 ? top * (chart.kind === 'time' ? 1.1 : 1.4) : 1];
    };
  }

  /** Text that can be read on top of lines. */
  function write(ctx, text, x, y) {
    ctx.save();
    ctx.setLineDash([]);
    ctx.lineWidth = 4 * devicePixelRatio;
    ctx.lineJoin = 'round';
    ctx.strokeStyle = colour('surface');
    ctx.strokeText(text, x, y);
    ctx.fillText(text, x, y);
    ctx.restore();
  }

  /** Lines with a name across a chart. */
  function drawMarks(chart) {
    return (plot) => {
      const { ctx, bbox } = plot;
      const scale = chart.kind === 'time' ? 'y' : 'x';
      const { min, max } = plot.scales[scale];
      ctx.save();
      ctx.strokeStyle = colour('mark');
      ctx.fillStyle = colour('text');
      ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
      ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
      ctx.textBaseline = 'alphabetic';
      ctx.textAlign = 'left';
      (chart.marks ?? []).forEach(({ at, label }, index) => {
        if (at < min || at > max) return;
        const position = Math.round(plot.valToPos(at, scale, true));
        ctx.beginPath();
        if (scale === 'y') {
          ctx.moveTo(bbox.left, position);
          ctx.lineTo(bbox.left + bbox.width, position);
          ctx.stroke();
          write(ctx, label, bbox.left + 6 * devicePixelRatio, position - 4 * devicePixelRatio);
        } else {
          ctx.moveTo(position, bbox.top);
          ctx.lineTo(position, bbox.top + bbox.height);
          const isRight = position > bbox.left + bbox.width * 0.75;
          ctx.textAlign = isRight ? 'right' : 'left';
          const y = bbox.top + (12 + 14 * index) * devicePixelRatio;
          ctx.stroke();
          write(ctx, label, position + (isRight ? -4 : 4) * devicePixelRatio, y);
        }
      });
      ctx.restore();
    };
  }

  /** A legend hides lines by mouse; a keyboard has to be able to do so too. */
  function makeLegendReachable(plot) {
    const names = [...plot.root.querySelectorAll('.u-legend .u-series th')].slice(1);
    names.forEach((name, index) => {
      name.tabIndex = 0;
      name.setAttribute('role', 'button');
      name.setAttribute('aria-pressed', 'true');
      name.addEventListener('click', () => {
        // After uPlot has done it.
        setTimeout(() => name.setAttribute('aria-pressed', String(plot.series[index + 1].show)));
      });
      name.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        name.click();
      });
    });
  }

  function draw(place) {
    const chart = byId.get(place.dataset.chart);
    if (!chart) return;
    const isTime = chart.kind === 'time';
    const options = {
      width: place.clientWidth,
      height: HEIGHT,
      scales: { x: { time: false, distr: isTime ? 1 : 3 }, y: { range: range(chart) } },
      axes: axes(chart),
      series: seriesOf(chart),
      cursor: { sync: isTime ? { key: 'time' } : undefined, y: false, focus: { prox: 24 } },
      focus: { alpha: 0.3 },
      legend: {
        live: true,
        markers: { width: 2, dash: (_, index) => (chart.series[index - 1]?.isDashed ? 'dashed' : 'solid') },
      },
      hooks: { draw: [drawMarks(chart)] },
    };
    const plot = new uPlot(options, [chart.x ?? data.x, ...chart.series.map(({ values }) => values)], place);
    plot.ctx.canvas.setAttribute('role', 'img');
    plot.ctx.canvas.setAttribute('aria-label', place.dataset.alt);
    makeLegendReachable(plot);
    drawn.push({ plot, place });
  }

  /** Each chart in a task of its own, so that the page can be read while the others are still to come. */
  function drawNext() {
    const place = waiting.shift();
    if (!place) return;
    draw(place);
    setTimeout(drawNext);
  }

  function drawAll() {
    for (const { plot } of drawn) plot.destroy();
    drawn = [];
    colours.clear();
    waiting = [...places];
    drawNext();
  }

  /** Paper does not wait. */
  function drawAllNow() {
    drawAll();
    while (waiting.length > 0) draw(waiting.shift());
  }

  function fit() {
    for (const { plot, place } of drawn) {
      if (place.clientWidth > 0 && place.clientWidth !== plot.width) {
        plot.setSize({ width: place.clientWidth, height: HEIGHT });
      }
    }
  }

  drawAll();
  new ResizeObserver(fit).observe(document.body);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  // Paper is white, and narrower than most screens.
  addEventListener('beforeprint', () => {
    document.documentElement.classList.add('printing');
    drawAllNow();
  });
  addEventListener('afterprint', () => {
    document.documentElement.classList.remove('printing');
    drawAll();
  });
})();
