import { onTestFinished } from 'vitest';
import type { RunningService } from '../../services/src/service';
import { startVacancyService } from '../../services/src/vacancies/start-vacancy-service';
import type { VacancyServiceOptions } from '../../services/src/vacancies/vacancy-service-options';

/** As many records as the furthest page of the listing journey reaches: a listing never comes back empty. */
export const ENOUGH_RECORDS = 1_000;

/** The reference vacancy service on a free port, for the length of a test. */
export async function referenceService(
  options: Partial<VacancyServiceOptions> = {},
): Promise<RunningService> {
  const service = await startVacancyService({ port: 0, seedRecords: ENOUGH_RECORDS, ...options });
  onTestFinished(() => service.stop());
  return service;
}

/** A service with a control port. */
type Controlled = Pick<RunningService, 'controlPort'>;

/** Titles of the records that were not there before the first call. */
export async function titlesLeft({ controlPort }: Controlled): Promise<string[]> {
  return read<string[]>(controlPort, '/titles');
}

/** When the calls of a VacancyService method arrived, in ms, oldest first. */
export function arrivals({ controlPort }: Controlled, method: string): Promise<number[]> {
  return read<number[]>(controlPort, `/arrivals?method=pb.VacancyService/${method}`);
}

async function read<T>(controlPort: number, path: string): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${controlPort}${path}`);
  return (await response.json()) as T;
}
