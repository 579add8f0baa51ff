import { existsSync } from 'node:fs';
import type { RunSpec } from '../core/spec/run-spec';
import { protectFolder } from '../results/file-modes';
import { makeFolders } from '../results/make-folders';
import { runFiles, writeSpec } from '../results/run-folder';
import type { StopSwitch } from './stop-switch';

const PERIOD_MS = 1_000;

/** What sees to the folder of a run while the run goes on. */
export interface FolderGuard {
  /** Looks at once. */
  readonly look: () => void;
  /** Looks for the last time. @returns what happened to the folder, in words */
  readonly end: () => string | undefined;
}

/**
 * Stops a run whose folder was removed: what k6 goes on to write into a removed file is lost. The folder is made anew, so
 * that the verdict and the record of the end have a place.
 * @param mode of the reports
 */
export function guardFolder(folder: string, spec: RunSpec, stop: StopSwitch, mode?: number): FolderGuard {
  let happened: string | undefined;
  const look = () => {
    if (existsSync(runFiles.spec(folder))) return;
    happened ??= `${folder} was removed while the run went on`;
    stop.stop('error', happened);
    try {
      makeFolders(folder);
      protectFolder(folder, mode);
      writeSpec(folder, spec);
    } catch {
      // Whoever writes the other files says why.
    }
  };
  const timer = setInterval(look, PERIOD_MS);
  return {
    look,
    end: () => {
      clearInterval(timer);
      look();
      return happened;
    },
  };
}
