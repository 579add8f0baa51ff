import type { Browser } from '../components/drawing';
import { drawChart } from './draw-chart';

/** What this browser adds to the components. */
export const browser: Browser = { draw: drawChart, copy, download };

/** A page from a file may have no clipboard of its own: then the selection is copied, as by hand. */
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
