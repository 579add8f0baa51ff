import { closeSync, existsSync, lstatSync, mkdirSync, openSync, readdirSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runIdProblem } from '../core/spec/run-id';
import type { RunSpec } from '../core/spec/run-spec';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import { protectFolder, writePrivately } from '../results/file-modes';
import { makeFolders } from '../results/make-folders';
import { readSpec, runFiles, writeSpec } from '../results/run-folder';
import type { StopSwitch } from './stop-switch';

/** One of several instances. They may share the folder of a run. */
export interface Part {
  readonly instance: number;
  readonly of: number;
}

/** The folder of a run that is in progress. */
export interface HeldFolder {
  /** Checks that the folder is still there. */
  readonly look: () => void;
  /** Checks it for the last time. @returns what happened to the folder, in words; undefined when nothing did */
  readonly release: () => string | undefined;
}

const PERIOD_MS = 1_000;

/**
 * Checks the folder of a run before anything is created.
 * @param part absent: the whole run is here
 */
export function folderProblems(folder: string, part: Part | undefined): Problem[] {
  const found = lookAt(folder);
  if (!found) return [];
  if (part === undefined) return [taken(folder)];
  if (!found.isDirectory())
    return [
      {
        code: 'link-refused',
        where: folder,
        message: 'is no folder, and links are not followed: choose another run id',
      },
    ];
  const links = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
  if (links.length > 0)
    return [
      {
        code: 'link-refused',
        where: join(folder, links[0]?.name ?? ''),
        message: 'is a link, and links are not followed: remove it',
      },
    ];
  if (existsSync(runFiles.spec(folder)) && readSpec(folder).instances !== part.of) return [taken(folder)];
  const log = runFiles.log(folder, part.instance);
  return existsSync(log) ? [taken(log)] : [];
}

/** Checks the ids of the runs that follow this one, before any of them starts. */
export function laterProblems(ids: readonly string[], part: Part | undefined): Problem[] {
  return ids.flatMap((id): Problem[] => {
    const message = runIdProblem(id);
    if (message !== undefined) return [{ code: 'run-id', where: 'RUN_ID', message }];
    return folderProblems(resolve('reports', id), part);
  });
}

/** @returns undefined also when a part of the path is not a folder: the attempt to create it reports that */
function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Creates the folder of a run, writes the spec into it, and watches it until the end of the run: when somebody removes the
 * folder, k6 would write into removed files, so the run is stopped. The folder is then created again for the verdict and the
 * record of the end.
 * @param part absent: the whole run is here
 * @param mode file mode of the reports
 * @throws {ConfigurationError} when another run has the folder, or it cannot be created or written to
 */
export function holdFolder(
  folder: string,
  part: Part | undefined,
  spec: RunSpec,
  stop: StopSwitch,
  mode?: number,
): HeldFolder {
  claimFolder(folder, part);
  const write = () => {
    protectFolder(folder, mode);
    writeSpec(folder, spec);
  };
  try {
    write();
  } catch (error) {
    const message = `cannot be written (${(error as Error).message}): free some space, or start on another disk`;
    throw new ConfigurationError([{ code: 'not-writable', where: runFiles.spec(folder), message }]);
  }
  let happened: string | undefined;
  const look = () => {
    if (existsSync(runFiles.spec(folder))) return;
    happened ??= `${folder} was removed while the run went on`;
    stop.stop('error', happened);
    try {
      makeFolders(folder);
      write();
    } catch {
      // The code that writes the other files reports the reason.
    }
  };
  const timer = setInterval(look, PERIOD_MS);
  return {
    look,
    release: () => {
      clearInterval(timer);
      look();
      return happened;
    },
  };
}

/**
 * Creates the folder before anything else, so that of two runs with the same id only one gets it. When several instances
 * share the folder, each creates its own log first.
 * @throws {ConfigurationError} when another run has the folder, or it cannot be created
 */
export function claimFolder(folder: string, part: Part | undefined): void {
  throwProblems(folderProblems(folder, part));
  try {
    makeFolders(dirname(folder));
    writePrivately();
    makeOnce(() => mkdirSync(folder), part === undefined ? folder : undefined);
    if (part === undefined) return;
    const log = runFiles.log(folder, part.instance);
    makeOnce(() => closeSync(openSync(log, 'wx')), log);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const message = `cannot be made (${(error as Error).message}): start where you may write, the files of a run go to reports/ in the current folder`;
    throw new ConfigurationError([{ code: 'not-writable', where: folder, message }]);
  }
}

/** @param owned path that belongs to another run if it already exists. Absent: it may exist */
function makeOnce(make: () => void, owned: string | undefined): void {
  try {
    make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (owned !== undefined) throw new ConfigurationError([taken(owned)]);
  }
}

function taken(path: string): Problem {
  return {
    code: 'run-id-taken',
    where: 'RUN_ID',
    message: `${path} is there already: choose another id, or none`,
  };
}
