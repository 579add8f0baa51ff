import { createContext } from 'preact';
import type { Chart } from '../report/chart-model';

/** A chart that is drawn. */
export interface Drawing {
  /** Shows or hides a line. */
  show(line: number, isShown: boolean): void;
  /** The picture, white behind it. */
  png(): string;
  remove(): void;
}

/** What a drawing tells. */
export interface DrawingEvents {
  /** The pointer is at this point of the lines, or at none. */
  readonly onPoint: (index: number | undefined) => void;
  /** A span of time was chosen by dragging, in s after the start of the load. */
  readonly onSpan?: (from: number, to: number) => void;
}

/** Draws a chart into an element. Only a browser can: elsewhere there are the words of the chart. */
export type Draw = (place: HTMLElement, chart: Chart, events: DrawingEvents) => Drawing;

/** What a browser adds to the components; absent where they are made into text. */
export interface Browser {
  readonly draw: Draw;
  readonly copy: (text: string) => Promise<void>;
  readonly download: (name: string, url: string) => void;
}

/** The browser, once its script runs. */
export const BrowserContext = createContext<Browser | undefined>(undefined);
