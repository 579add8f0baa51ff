import { vu } from 'k6/execution';
import { isChosen, TRACEPARENT } from '../../core/telemetry/trace';

/** Set once in each virtual user and when a run is planned: the code that creates iterations has no access to the run. */
let share: number | undefined;

/** Enables tracing: from now on every call carries a traceparent. @param perMillion share of the iterations with the sampled flag */
export function enableTracing(perMillion: number | undefined): void {
  share = perMillion;
}

/** One trace: the calls of an iteration, of set-up or of clean-up. Each call is a span in it. */
export interface CallTrace {
  /** Makes the traceparent of the next call. */
  next(): string;
}

/**
 * Begins a trace. Undefined: tracing is off.
 * @param iteration number of the iteration; absent in set-up and clean-up, whose calls never carry the sampled flag
 */
export function newTrace(iteration?: number): CallTrace | undefined {
  if (share === undefined) return undefined;
  return new Trace(iteration !== undefined && isChosen(iteration, share));
}

const BILLIONS = 2 ** 32;

/**
 * Makes IDs as cheaply as k6 allows. The ID of a trace is a random UUID: one call into Go, which reads the machine's random
 * numbers, so that neither other virtual users nor a script's own `randomSeed` can repeat it. The ID of a span must be unique
 * in its trace only: it is 8 digits of the trace, then the number of the call.
 */
class Trace implements CallTrace {
  private readonly start: string;
  private readonly flags: string;
  private calls = 0;

  constructor(isSampled: boolean) {
    const id = crypto.randomUUID().replaceAll('-', '');
    this.start = `00-${id}-${id.slice(0, 8)}`;
    this.flags = isSampled ? '-01' : '-00';
  }

  next(): string {
    this.calls += 1;
    return this.start + (BILLIONS + this.calls).toString(16).slice(1) + this.flags;
  }
}

type Headers = Readonly<Record<string, unknown>>;

/** Returns the traceparent among headers that the script sends by itself. Undefined: there is none. */
function ownTraceparent(headers: Headers): string | undefined {
  for (const name in headers)
    if (name.length === TRACEPARENT.length && name.toLowerCase() === TRACEPARENT)
      return String(headers[name]);
  return undefined;
}

/**
 * Adds the traceparent of a new call to what is sent with it. One of the script's own is left as it is.
 * @returns what is sent, and the traceparent that it has; undefined when tracing is off
 */
export function withTraceparent<Sent extends Headers>(
  trace: CallTrace,
  sent: Sent | undefined,
): { readonly sent: Sent; readonly traceparent: string } {
  const own = sent && ownTraceparent(sent);
  if (sent && own !== undefined) return { sent, traceparent: own };
  const traceparent = trace.next();
  return { sent: { ...sent, traceparent } as unknown as Sent, traceparent };
}

/** Length of a traceparent. Its last digit has the sampled flag. */
const LENGTH = 55;
const ODD_DIGITS = '13579bdf';

/** Whether a traceparent has the sampled flag. */
export function isSampled(traceparent: string): boolean {
  return traceparent.length === LENGTH && ODD_DIGITS.includes(traceparent.charAt(LENGTH - 1));
}

/**
 * Adds samples that carry a traceparent as metadata. As a tag, it would make each call a time series of its own, in k6 and in
 * all that read its samples. Only calls with the sampled flag and failed calls have it, so that other calls cost nothing. A text
 * of the script's own that is no traceparent is left out.
 */
export function withMetadata(traceparent: string, add: () => void): void {
  // Other characters would need quotes in k6's samples, or end their line.
  if (!/^[0-9a-f-]+$/.test(traceparent)) {
    add();
    return;
  }
  const { metadata } = vu.metrics;
  metadata[TRACEPARENT] = traceparent;
  try {
    add();
  } finally {
    delete metadata[TRACEPARENT];
  }
}
