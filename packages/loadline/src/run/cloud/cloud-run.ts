import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSpec } from '../../core/spec/run-spec';
import type { EditedFiles } from '../inspect-bundle';
import { packSuite } from '../pack-suite';
import type { UserOutput } from '../user-output';

/** A run with Grafana Cloud k6. */
export interface CloudRun {
  readonly bundle: string;
  readonly spec: RunSpec;
  /** Variables of the script. They are uploaded in plain text. */
  readonly uploaded: Readonly<Record<string, string>>;
  readonly files: EditedFiles;
  /** Environment of the k6 process. The script does not see it. */
  readonly env: NodeJS.ProcessEnv;
  /** Settings of k6 with the address of the cloud and the login. */
  readonly settings: Readonly<Record<string, string>>;
  readonly output: UserOutput;
}

/**
 * System tags for a local execution: those of loadline, and others without which k6 refuses it. Other runs leave the
 * latter out, because each tag costs CPU on every call.
 */
export const CLOUD_TAGS = '--system-tags=scenario,name,status,error_code,method,error,check,group';

/** k6's exit codes when no run was started: the cloud refused it or did not answer, or an option is wrong. */
export const NOT_STARTED: readonly number[] = [104, 255];

/** Why no run was started, as a message. @param error error message of k6 */
export function notStartedText(error: string | undefined): string {
  return `k6 could not start a run in Grafana Cloud k6: ${error ?? 'it does not say why'}`;
}

/**
 * Packs the archive that k6 uploads, and passes it to a function.
 * @param further other variables of the script
 * @returns undefined when k6 could not pack the archive
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
