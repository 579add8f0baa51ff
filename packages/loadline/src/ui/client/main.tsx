// The script of report.html: makes the static page interactive.
import { hydrate, render, type VNode } from 'preact';
import { ChartFigure } from '../components/chart-figure';
import { Charts } from '../components/charts';
import { DeliveryCharts } from '../components/delivery-charts';
import { BrowserContext } from '../components/drawing';
import { type FiguresModel, FiguresView } from '../components/figures-view';
import type { WatchInView } from '../components/update-in-view';
import { browser } from './browser';
import { copyTables } from './copy-tables';
import { keptView } from './kept-view';
import { openOnPaper } from './open-on-paper';
import type { PageData } from './page-data';
import { reachScrollers } from './reach-scrollers';

const overlay = document.getElementById('overlay');
if (overlay?.dataset.charts) enliven('overlay', <Charts charts={JSON.parse(overlay.dataset.charts)} />);
const packed = document.getElementById('data')?.textContent;
if (packed) void unpack(packed).then(bringToLife);
copyTables();
reachScrollers();
openOnPaper();

/** Unpacks the data that `html.tsx` has packed. */
async function unpack(base64: string): Promise<PageData> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}

function bringToLife(data: PageData): void {
  enliven('figures', <FiguresView model={data.figures} keptView={keptView} />);
  if (data.failures) enliven('failures-chart', <ChartFigure chart={data.failures} />);
  enliven('delivery-charts', <DeliveryCharts charts={data.delivery} />);
}

/** Makes one part of the page interactive. */
function enliven(id: string, part: VNode): void {
  const place = document.getElementById(id);
  if (place) hydrate(inBrowser(part), place);
}

function inBrowser(part: VNode): VNode {
  return <BrowserContext.Provider value={browser}>{part}</BrowserContext.Provider>;
}

/**
 * Shows figures, or updates those that are shown. The console's script calls it, because it has no components itself.
 * It gives `watchInView` while other figures follow.
 */
export type ShowFigures = (
  place: HTMLElement,
  model: FiguresModel,
  watchInView: WatchInView | undefined,
) => void;

const showFigures: ShowFigures = (place, model, watchInView) =>
  render(inBrowser(<FiguresView {...{ model, keptView, watchInView }} />), place);
Object.assign(globalThis, { showFigures });
