import { onTestFinished } from 'vitest';
import type { RunningService } from '../../services/src/service';
import { startVacancyService } from '../../services/src/vacancies/start-vacancy-service';
import type { VacancyServiceOptions } from '../../services/src/vacancies/vacancy-service-options';

/** Number of records up to the last page that the listing journey reads: no listing is empty. */
export const ENOUGH_RECORDS = 1_000;

/** Starts the reference vacancy service on a free port, for one test. */
export async function referenceService(
  options: Partial<VacancyServiceOptions> = {},
): Promise<RunningService> {
  const service = await startVacancyService({ port: 0, seedRecords: ENOUGH_RECORDS, ...options });
  onTestFinished(() => service.stop());
  return service;
}

/** A service with a control port. */
type Controlled = Pick<RunningService, 'controlPort'>;

/** Returns the titles of the records that were created since the service started. */
export async function titlesLeft({ controlPort }: Controlled): Promise<string[]> {
  return read<string[]>(controlPort, '/titles');
}

/** Returns the times at which calls of a VacancyService method arrived, in ms, oldest first. */
export function arrivals({ controlPort }: Controlled, method: string): Promise<number[]> {
  return read<number[]>(controlPort, `/arrivals?method=pb.VacancyService/${method}`);
}

async function read<T>(controlPort: number, path: string): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${controlPort}${path}`);
  return (await response.json()) as T;
}
