/** What a listener sends to: the kinds of `listeners` in an environment. */
export const LISTENER_KINDS = ['otel', 'prometheus', 'splunk', 'webhook', 'debug'] as const;

export type ListenerKind = (typeof LISTENER_KINDS)[number];

/** One receiver of the figures and events of a run, checked. Secrets are in variables, here are only their names. */
export interface Listener {
  readonly name: string;
  readonly kind: ListenerKind;
  /** Where it is, without a slash at the end. Absent: it is on this terminal. */
  readonly url?: string;
  /** Name of the variable that holds its token. */
  readonly token?: string;
  /** Names of variables that hold the values of further headers, by header. */
  readonly headers: Readonly<Record<string, string>>;
  /** Time between two sets of figures, in ms. `final`: only once, when the load is over. */
  readonly everyMs: number | 'final';
  /** Whether the run begins even when it cannot be reached. */
  readonly isOptional: boolean;
  /** Splunk's index. Absent: the one of the token. */
  readonly index?: string;
  /** Only of kind otel: whether counts are those since the last figures, or since the start of the run. */
  readonly temporality?: 'delta' | 'cumulative';
}

/** How a listener ended: a part of `listeners.json`. */
export interface ListenerEnd {
  readonly name: string;
  readonly kind: ListenerKind;
  /** Items that it accepted. */
  readonly sent: number;
  /** Items that were not delivered. */
  readonly dropped: number;
  /** Why the first of them was dropped. */
  readonly reason?: string;
}

/** The warnings of a run about what its listeners did not get. @param instance of a run in several parts */
export function listenerWarnings(ends: readonly ListenerEnd[]): string[] {
  return ends.flatMap(({ name, sent, dropped, reason }) =>
    dropped === 0
      ? []
      : [
          `listener ${name} did not get ${dropped} of ${sent + dropped} items (${reason ?? 'unknown reason'}): what it shows of this run is not whole`,
        ],
  );
}
