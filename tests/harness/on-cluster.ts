import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { RunningService } from '../../services/src/service';
import { ControlPlane, whyNoCluster } from './control-plane';
import { eventually } from './eventually';
import { newFolder } from './temp-folder';

/**
 * Defines tests on one control plane. It starts before the first of them and stops after the last. Where there can be none, the
 * tests are skipped, with the reason.
 * @param define gets a function that returns the control plane inside a test
 */
export function onCluster(define: (cluster: () => ControlPlane) => void): void {
  const reason = whyNoCluster();
  const name = `a cluster${reason === undefined ? '' : ` (skipped: ${reason})`}`;
  describe.skipIf(reason !== undefined)(name, () => {
    let folder: string;
    let cluster: ControlPlane;
    beforeAll(async () => {
      folder = await newFolder();
      cluster = await ControlPlane.start(folder);
    });
    afterAll(async () => {
      await cluster?.stop();
      await rm(folder, { recursive: true, force: true });
    });
    define(() => cluster);
  });
}

/** Waits until the load on a service is under way: an iteration has made all of its calls. */
export function underLoad(service: RunningService): Promise<void> {
  return eventually(() =>
    expect(Object.keys(service.stats().calls)).toContain('pb.VacancyService/DeleteVacancy'),
  );
}
