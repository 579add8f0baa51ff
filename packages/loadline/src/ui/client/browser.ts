import type { Browser } from '../components/drawing';
import { copyText } from './copy-text';
import { drawChart } from './draw-chart';

/** Functions of the browser for the components. */
export const browser: Browser = { draw: drawChart, copy: copyText, download };

function download(name: string, url: string): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = url;
  link.click();
}
