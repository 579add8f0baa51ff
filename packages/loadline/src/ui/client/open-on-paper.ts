import { drawAgain } from './draw-chart';

/** Opens all folded parts for printing, and redraws the charts: paper is white, and narrower than most screens. */
export function openOnPaper(): void {
  let opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    document.documentElement.classList.add('printing');
    opened = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
    for (const one of opened) one.open = true;
    drawAgain();
  });
  addEventListener('afterprint', () => {
    document.documentElement.classList.remove('printing');
    for (const one of opened) one.open = false;
    drawAgain();
  });
}
