import type { Browser } from '../components/drawing';
import { drawChart } from './draw-chart';

/** Functions of the browser for the components. */
export const browser: Browser = { draw: drawChart, copy, download };

/** Copies a text. A page from a file may have no clipboard API: then it selects the text and copies the selection. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

function download(name: string, url: string): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = url;
  link.click();
}
