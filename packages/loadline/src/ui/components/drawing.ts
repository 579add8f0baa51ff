import { createContext } from 'preact';
import type { Chart } from '../report/chart-model';

/** A chart that is drawn. */
export interface Drawing {
  /** Shows or hides a line. */
  show(line: number, isShown: boolean): void;
  /** The chart with this name above it, and its legend below, as a data URL of a PNG. */
  png(name: string): string;
  /**
   * Shows another state of the chart. Lines that are hidden stay hidden.
   * @returns false when the chart has other lines or other events. It is then unchanged, and needs a new drawing
   */
  update(chart: Chart, events: DrawingEvents): boolean;
  remove(): void;
}

/** Events of a drawing. */
export interface DrawingEvents {
  /** The pointer is at the point with this index, or at none. */
  readonly onPoint: (index: number | undefined) => void;
  /** A span of time was chosen by dragging, in s after the start of the load. */
  readonly onSpan?: (from: number, to: number) => void;
}

/** Draws a chart into an element. This needs a browser; without one, the chart is shown in words. */
export type Draw = (place: HTMLElement, chart: Chart, events: DrawingEvents) => Drawing;

/** Functions of the browser. They are absent while the components are rendered to text. */
export interface Browser {
  readonly draw: Draw;
  readonly copy: (text: string) => Promise<void>;
  readonly download: (name: string, url: string) => void;
}

/** Undefined until the page's script runs. */
export const BrowserContext = createContext<Browser | undefined>(undefined);
