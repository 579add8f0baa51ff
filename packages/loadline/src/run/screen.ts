import { styleText } from 'node:util';
import { type Colour, PLAIN, type Screen } from '../core/text/layout';

const LEAST_COLUMNS = 60;

/**
 * Width and colours of a stream. A terminal has its own width, at least 60 columns, and colours unless `NO_COLOR` is set. A
 * file or a pipe has 100 columns, and colours only with `FORCE_COLOR`.
 */
export function screenOf(out: NodeJS.WriteStream): Screen {
  const styled = (format: Colour | 'bold', text: string) => styleText(format, text, { stream: out });
  return {
    width: out.isTTY && out.columns > 0 ? Math.max(LEAST_COLUMNS, out.columns) : PLAIN.width,
    // One format at a time: for a list, Node 20 checks neither the stream nor NO_COLOR.
    style: (colour, text) => styled('bold', styled(colour, text)),
  };
}

/** Columns of a terminal. Undefined for anything else, where lines may have any length. */
export function columnsOf(out: NodeJS.WriteStream): number | undefined {
  return out.isTTY ? screenOf(out).width : undefined;
}
