/** Calls a service has answered: full method (`pb.VacancyService/GetVacancy`) → status name (`OK`) → how many. */
export type CallCounts = Record<string, Record<string, number>>;

/** What a service knows about itself, as `GET /stats` on its control port shows it. */
export interface Stats {
  calls: CallCounts;
  /** Records stored now, seeded ones included. */
  records: number;
  /** Records that were put there before the first call. */
  seeded: number;
}

/** A reference service that listens. */
export interface RunningService {
  /** `host:port` to send calls to, e.g. `127.0.0.1:7823`. */
  readonly address: string;
  readonly port: number;
  /** Port on 127.0.0.1 of the HTTP server that shows counts, arrivals and leftovers. */
  readonly controlPort: number;
  /** What has been counted up to now. */
  stats(): Stats;
  /** Ends every open call, closes both ports and resolves when they are free. Calling it again changes nothing. */
  stop(): Promise<void>;
}
