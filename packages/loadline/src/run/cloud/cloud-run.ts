import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSpec } from '../../core/spec/run-spec';
import type { EditedFiles } from '../inspect-bundle';
import { packSuite } from '../pack-suite';
import type { UserOutput } from '../user-output';

/** A run by Grafana Cloud k6. */
export interface CloudRun {
  readonly bundle: string;
  readonly spec: RunSpec;
  /** What the script sees of the environment. It is uploaded in plain text. */
  readonly uploaded: Readonly<Record<string, string>>;
  readonly files: EditedFiles;
  /** Environment of k6 itself, which no script sees. */
  readonly env: NodeJS.ProcessEnv;
  /** Settings of k6 that say where the cloud is, and who asks. */
  readonly settings: Readonly<Record<string, string>>;
  readonly output: UserOutput;
}

/**
 * Tags that the cloud asks of samples besides those of loadline: without them k6 refuses a local execution. Other runs leave
 * them out, because each of them costs CPU on every call.
 */
export const CLOUD_TAGS = '--system-tags=scenario,name,status,error_code,method,error,check,group';

/** k6's exit codes when it did not get as far as a run: the cloud refused or did not answer, or an option is wrong. */
export const NOT_STARTED: readonly number[] = [104, 255];

/** Says why there was no run. @param error what k6 said */
export function notStartedText(error: string | undefined): string {
  return `k6 could not start a run in Grafana Cloud k6: ${error ?? 'it does not say why'}`;
}

/**
 * Passes on the archive that k6 uploads.
 * @param further variables of the script
 * @returns undefined when k6 could not make it
 */
export async function withArchive<T>(
  { bundle, files, uploaded }: CloudRun,
  further: Readonly<Record<string, string>>,
  use: (archive: string) => Promise<T>,
): Promise<T | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-cloud-'));
  try {
    const archive = join(folder, 'suite.tar');
    const code = await packSuite({ bundle, files, archive, variables: { ...uploaded, ...further } });
    return code === 0 ? await use(archive) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
