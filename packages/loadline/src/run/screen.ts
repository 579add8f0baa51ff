import { styleText } from 'node:util';
import { type Colour, PLAIN, type Screen } from '../core/text/layout';

const LEAST_COLUMNS = 60;

/**
 * What a stream shows: a terminal its own width, from 60 columns on, and colours unless `NO_COLOR` is set; a file or a pipe
 * 100 columns, and colours only with `FORCE_COLOR`.
 */
export function screenOf(out: NodeJS.WriteStream): Screen {
  const styled = (format: Colour | 'bold', text: string) => styleText(format, text, { stream: out });
  return {
    width: out.isTTY && out.columns > 0 ? Math.max(LEAST_COLUMNS, out.columns) : PLAIN.width,
    // One at a time: for a list of formats Node 20 asks neither the stream nor NO_COLOR.
    style: (colour, text) => styled('bold', styled(colour, text)),
  };
}

/** Columns of a terminal; undefined of anything else, whose lines may be as long as they are. */
export function columnsOf(out: NodeJS.WriteStream): number | undefined {
  return out.isTTY ? screenOf(out).width : undefined;
}
