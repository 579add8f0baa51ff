import { readFile } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { startVacancyService } from '../../services/src/vacancies/start-vacancy-service';
import { type Ends, endsIn, samplesFile, underWay } from './fault-run';
import { type K6Ending, startK6 } from './k6-run';
import { ENOUGH_RECORDS, referenceService } from './reference-service';
import { serverCounts } from './server-counts';
import { variablesFor } from './variables';

/** The effects of a service's restart in the middle of a load. */
export interface Restarted {
  readonly end: K6Ending;
  /** Number of sign-ins at the new service, by status. Those that came too late are CANCELLED. */
  readonly signIns: { readonly OK: number; readonly CANCELLED: number };
  /** Time at which the new service answered the first sign-in, in ms since the epoch. */
  readonly firstSignInMs: number;
  readonly iterations: Ends;
}

/**
 * Runs a load that lists vacancies, and restarts the service once the load is under way. All sessions are lost.
 * @param signInMs time of a sign-in before and after the restart; the service does one after the other
 */
export async function restartedLoad(
  bundle: string,
  signInMs: { readonly before: number; readonly after: number },
  variables: Readonly<Record<string, string>>,
): Promise<Restarted> {
  const seedRecords = ENOUGH_RECORDS;
  const first = await referenceService({ seedRecords, signInTimeMs: signInMs.before });
  const samples = await samplesFile();
  const k6 = await startK6({
    bundle,
    variables: { ...variablesFor(first), LOG_LEVEL: 'error', ...variables },
    args: ['--out', `csv=fileName=${samples},timeFormat=unix_micro`],
  });
  await underWay('vacancies', first, 'pb.VacancyService/GetVacancies', 1);
  await first.stop();
  const second = await startVacancyService({
    seedRecords,
    signInTimeMs: signInMs.after,
    port: first.port,
  });
  onTestFinished(() => second.stop());
  const end = await k6.ending;
  const { OK = 0, CANCELLED = 0 } = serverCounts(second.stats()).SignInUser ?? {};
  return {
    end,
    signIns: { OK, CANCELLED },
    firstSignInMs: await firstRenewal(samples),
    iterations: await endsIn(samples, 'journey_failed'),
  };
}

async function firstRenewal(samples: string): Promise<number> {
  const rows = (await readFile(samples, 'utf8')).split('\n').map((row) => row.split(','));
  const atMs = rows
    .filter(([metric, , count]) => metric === 'sessions_renewed' && Number(count) > 0)
    .map(([, micros]) => Number(micros) / 1_000);
  return Math.min(...atMs);
}
