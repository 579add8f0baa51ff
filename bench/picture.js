import { median } from './statistics.js';

/** The groups of the picture: rows of results.json whose samples are by tool. */
const GROUPS = [
  {
    row: 'cpu-tools',
    title: 'CPU per call, each tool as its user starts it (less is better)',
    unit: 'µs',
    digits: 0,
  },
  {
    row: 'sustained',
    title: 'Users on one core, no iteration lost (more is better)',
    unit: 'users',
    digits: 0,
  },
];

const WIDTH = 720;
const LABELS = 190;
const VALUES = 90;
const BAR = { height: 18, gap: 8 };
const TITLE = 34;
const MARGIN = 16;

/**
 * Draws the medians of the peers as bars.
 * @param {Record<string, import('./results.js').Measured>} measured
 * @returns {string} an SVG that is readable on a light and on a dark page
 */
export function picture(measured) {
  let y = MARGIN;
  const parts = GROUPS.flatMap(({ row, title, unit, digits }) => {
    const bars = barsOf(measured[row]);
    if (bars.length === 0) return [];
    const most = Math.max(...bars.map(({ value }) => value));
    const heading = `<text x="${MARGIN}" y="${y + 16}" class="title">${escaped(title)}</text>`;
    y += TITLE;
    const drawn = bars.map(({ tool, value }) => {
      const length = Math.round((value / most) * (WIDTH - LABELS - VALUES - 2 * MARGIN));
      const middle = y + BAR.height - 5;
      const line = [
        `<text x="${MARGIN}" y="${middle}">${escaped(tool)}</text>`,
        `<rect x="${LABELS}" y="${y}" width="${length}" height="${BAR.height}" rx="3" class="${tool === 'loadline' ? 'own' : 'peer'}"/>`,
        `<text x="${LABELS + length + 8}" y="${middle}">${value.toFixed(digits)} ${unit}</text>`,
      ];
      y += BAR.height + BAR.gap;
      return line.join('\n');
    });
    y += MARGIN;
    return [heading, ...drawn];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="loadline beside its peers">`,
    STYLE,
    `<rect width="${WIDTH}" height="${y}" class="page"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = `<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .page { fill: #ffffff }
  .own { fill: #1a7f37 }
  .peer { fill: #afb8c1 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .page { fill: #0d1117 }
    .own { fill: #3fb950 }
    .peer { fill: #484f58 }
  }
</style>`;

/** Tools with the medians of their samples. @param {import('./results.js').Measured | undefined} measured */
function barsOf(measured) {
  const samples = /** @type {Record<string, number[]>} */ (measured?.rows[0]?.samples ?? {});
  return Object.entries(samples)
    .map(([tool, values]) => ({ tool, value: median(values) }))
    .sort((a, b) => Number(b.tool === 'loadline') - Number(a.tool === 'loadline'));
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
