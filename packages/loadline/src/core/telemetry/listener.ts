/** Kinds of `listeners` in the file of an environment. */
export const LISTENER_KINDS = ['otel', 'prometheus', 'splunk', 'webhook', 'grafana', 'debug'] as const;

export type ListenerKind = (typeof LISTENER_KINDS)[number];

/** A checked receiver of a run's figures and events. It has names of variables with secrets, but no secret itself. */
export interface Listener {
  readonly name: string;
  readonly kind: ListenerKind;
  /** Base URL without a slash at the end. Absent: the listener prints on this terminal. */
  readonly url?: string;
  /** Name of the variable that holds the token. */
  readonly token?: string;
  /** Other headers: for each, the name of the variable that holds its value. */
  readonly headers: Readonly<Record<string, string>>;
  /** Interval at which figures are sent, in ms. `final`: they are sent once, when the load is over. */
  readonly everyMs: number | 'final';
  /** Whether the run begins even when the listener cannot be reached or refuses the check. */
  readonly isOptional: boolean;
  /** Splunk's index. Absent: the default index of the token. */
  readonly index?: string;
  /** Only for kind `otel`: `delta` counts since the last figures, `cumulative` since the start of the run. */
  readonly temporality?: 'delta' | 'cumulative';
  /** Only for kind `otel`: how the durations of calls are sent. Absent: with the buckets that the conventions recommend. */
  readonly histograms?: 'explicit' | 'exponential';
  /** Only for kind `otel`: `old` also sends the gauges of the older framework, under their names there. */
  readonly hasOldNames?: boolean;
}

/** Whether listeners of a kind receive metrics. The others receive items, and the events start, stop and verdict. */
export function takesMetrics(kind: ListenerKind): boolean {
  return kind === 'otel' || kind === 'prometheus';
}

/** What a listener received in a run: an entry of `listeners-<i>.json`. */
export interface ListenerEnd {
  readonly name: string;
  readonly kind: ListenerKind;
  /** Number of items that the listener accepted. */
  readonly sent: number;
  /** Number of items that were not delivered. */
  readonly dropped: number;
  /** Why the first of the dropped items was not delivered. */
  readonly reason?: string;
}

/** Warnings of a run about items that its listeners did not receive. */
export function listenerWarnings(ends: readonly ListenerEnd[]): string[] {
  return ends.flatMap(({ name, sent, dropped, reason }) =>
    dropped === 0
      ? []
      : [
          `listener ${name} did not get ${dropped} of ${sent + dropped} items (${reason ?? 'unknown reason'}): what it shows of this run is not whole`,
        ],
  );
}
