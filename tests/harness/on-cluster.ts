import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { RunningService } from '../../services/src/service';
import { ControlPlane, whyNoCluster } from './control-plane';
import { eventually } from './eventually';
import { newFolder } from './temp-folder';

/**
 * Defines tests that share a control plane. It starts before the first test and stops after the last one. On a machine
 * that cannot run one, the tests are skipped, with the reason.
 * @param define defines the tests; it gets a function that returns the control plane inside a test
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

/** Waits until the load on a service has begun and an iteration has made all of its calls. */
export function underLoad(service: RunningService): Promise<void> {
  return eventually(() =>
    expect(Object.keys(service.stats().calls)).toContain('pb.VacancyService/DeleteVacancy'),
  );
}
