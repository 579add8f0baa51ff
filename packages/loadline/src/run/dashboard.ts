import { createServer } from 'node:net';
import { listenHere } from './listen-here';

const SNAPSHOTS = 30;
const SHORTEST_PERIOD_MS = 1_000;
const LONGEST_PERIOD_MS = 10_000;

/** k6's live dashboard. */
export interface Dashboard {
  readonly address: string;
  /** Settings that make k6 serve the dashboard. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Settings of the dashboard inside k6. It listens on loopback only (k6's default is all interfaces) and on a free port (k6
 * only warns when the port is taken). Its period is short enough for several snapshots during the load, as k6 writes no
 * report for a single one.
 * @param loadMs length of the load, in ms
 * @param report path of the report that k6 writes at the end
 * @param open whether k6 opens a browser on the dashboard
 */
export async function dashboardSettings(loadMs: number, report: string, open: boolean): Promise<Dashboard> {
  const port = await freePort();
  const periodMs = Math.min(LONGEST_PERIOD_MS, Math.max(SHORTEST_PERIOD_MS, Math.floor(loadMs / SNAPSHOTS)));
  return {
    address: `http://127.0.0.1:${port}`,
    settings: {
      K6_WEB_DASHBOARD: 'true',
      K6_WEB_DASHBOARD_HOST: '127.0.0.1',
      K6_WEB_DASHBOARD_PORT: String(port),
      K6_WEB_DASHBOARD_PERIOD: `${periodMs}ms`,
      K6_WEB_DASHBOARD_EXPORT: report,
      ...(open && { K6_WEB_DASHBOARD_OPEN: 'true' }),
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenHere(server);
  await new Promise((done) => server.close(done));
  return port;
}
