/**
 * The reference services of a project, by the name of their suite: the default export of the module that `package.json`
 * names under `loadline.services`.
 */
export type ReferenceServices = Readonly<Record<string, ReferenceService>>;

/** Stands in for a real system: its protocol, with everything in memory. `loadline serve` and `loadline demo` start it. */
export interface ReferenceService {
  /** For the help: lower case, no full stop. */
  readonly description: string;
  /** Options of `loadline serve <suite>`. */
  readonly options: readonly ServiceOption[];
  /** Command lines for the help, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /**
   * @param settings what the options read, joined into one object
   * @throws {Error} whose message says what to write instead, e.g. when a port is taken
   */
  start(settings: object): Promise<StartedService>;
  /** What `loadline demo <suite>` does. */
  readonly demo: {
    readonly users: string;
    readonly duration: string;
    /** Starts it on free ports, able to take the load of the demo. */
    start(): Promise<StartedService>;
  };
}

/** A reference service that listens. */
export interface StartedService {
  /** `host:port`. */
  readonly address: string;
  /** Lines that say what listens where. */
  readonly greeting: readonly string[];
  /** Environment that leads a run of the suite there. */
  readonly variables: Readonly<Record<string, string>>;
  /** The service's own count of its calls, and of its records. */
  stats(): ServiceStats;
  /** Ends open calls; resolves when the ports are free. */
  stop(): Promise<void>;
}

/** What a service has counted. */
export interface ServiceStats {
  /** Answered calls: name of the call → status → how many. */
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Records stored now. */
  readonly records: number;
}

/** An option of `loadline serve <suite>`. Each kind reads what was written into a part of the settings. */
export type ServiceOption = ServiceFlags &
  (
    | {
        readonly kind: 'value';
        /** What holds when it is not written; read like a written one. */
        readonly fallback: string;
        /** @throws {Error} that says what to write instead */
        read(text: string): object;
      }
    | { readonly kind: 'list'; read(texts: readonly string[]): object }
    | { readonly kind: 'switch'; readonly on: object }
  );

interface ServiceFlags {
  /** As commander takes them, e.g. `--port <port>`. */
  readonly flags: string;
  /** For the help. */
  readonly what: string;
  /** Heading under which the help lists it. */
  readonly group: string;
}
