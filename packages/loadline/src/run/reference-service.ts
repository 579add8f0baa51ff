/**
 * The reference services of a project, by the name of their suite: the default export of the module that `package.json`
 * names under `loadline.services`.
 */
export type ReferenceServices = Readonly<Record<string, ReferenceService>>;

/** Stands in for a real system: same protocol, all data in memory. `loadline serve` and `loadline demo` start it. */
export interface ReferenceService {
  /** Description for the help: lower case, no full stop. */
  readonly description: string;
  /** Options of `loadline serve <suite>`. */
  readonly options: readonly ServiceOption[];
  /** Examples for the help: command lines with descriptions. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /**
   * @param settings the values of all options, merged into one object
   * @throws {Error} whose message says what to write instead, such as when a port is taken
   */
  start(settings: object): Promise<StartedService>;
  /** Settings of `loadline demo <suite>`. */
  readonly demo: {
    readonly users: string;
    readonly duration: string;
    /** Starts the service on free ports, with settings that can handle the load of the demo. */
    start(): Promise<StartedService>;
  };
}

/** A reference service that listens. */
export interface StartedService {
  /** `host:port`. */
  readonly address: string;
  /** Lines that say what listens where. */
  readonly greeting: readonly string[];
  /** Environment variables that direct a run of the suite to this service. */
  readonly variables: Readonly<Record<string, string>>;
  /** The service's own counts of calls and records. */
  stats(): ServiceStats;
  /** Ends open calls. Resolves when the ports are free. */
  stop(): Promise<void>;
}

/** Counts of a service. */
export interface ServiceStats {
  /** Answered calls: name of the call → status → count. */
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Records stored now. */
  readonly records: number;
}

/** An option of `loadline serve <suite>`. Each kind turns its text into a part of the settings. */
export type ServiceOption = ServiceFlags &
  (
    | {
        readonly kind: 'value';
        /** Default value as text. It is read like a given one. */
        readonly fallback: string;
        /** @throws {Error} that says what to write instead */
        read(text: string): object;
      }
    | { readonly kind: 'list'; read(texts: readonly string[]): object }
    | { readonly kind: 'switch'; readonly on: object }
  );

interface ServiceFlags {
  /** Flags in commander's syntax, such as `--port <port>`. */
  readonly flags: string;
  /** Description for the help. */
  readonly what: string;
  /** Heading under which the help lists it. */
  readonly group: string;
}
