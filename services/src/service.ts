/** Number of calls that a service has answered, by full method (`pb.VacancyService/GetVacancy`) and status name (`OK`). */
export type CallCounts = Record<string, Record<string, number>>;

/** Statistics of a service, as `GET /stats` on its control port shows them. */
export interface Stats {
  calls: CallCounts;
  /** Number of records stored now, seeded ones included. */
  records: number;
  /** Number of records that were stored before the first call. */
  seeded: number;
}

/** A running reference service. */
export interface RunningService {
  /** `host:port` to send calls to, e.g. `127.0.0.1:7823`. */
  readonly address: string;
  readonly port: number;
  /** Port on 127.0.0.1 of the HTTP server that shows counts, arrivals and leftovers. */
  readonly controlPort: number;
  /** The counts so far. */
  stats(): Stats;
  /** Ends every open call, closes both ports and resolves when they are free. Calling it again changes nothing. */
  stop(): Promise<void>;
}
