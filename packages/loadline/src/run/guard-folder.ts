import { existsSync } from 'node:fs';
import type { RunSpec } from '../core/spec/run-spec';
import { protectFolder } from '../results/file-modes';
import { makeFolders } from '../results/make-folders';
import { runFiles, writeSpec } from '../results/run-folder';
import type { StopSwitch } from './stop-switch';

const PERIOD_MS = 1_000;

/** Watches the folder of a run during the run. */
export interface FolderGuard {
  /** Checks the folder now. */
  readonly look: () => void;
  /** Checks the folder for the last time. @returns what happened to it, in words; undefined when nothing did */
  readonly end: () => string | undefined;
}

/**
 * Stops a run when its folder is removed, because k6 would write into removed files. Creates the folder again for the verdict
 * and the record of the end.
 * @param mode file mode of the reports
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
      // The code that writes the other files reports the reason.
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
