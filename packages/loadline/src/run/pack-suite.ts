import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { OWN } from '../core/spec/own-variables';
import { home } from './home';
import type { EditedFiles } from './inspect-bundle';
import { runK6 } from './k6-process';
import { reproducibleTar } from './reproducible-tar';

/** A suite to pack into a k6 archive. */
export interface Pack {
  readonly bundle: string;
  /** Path of the archive, in an existing folder. */
  readonly archive: string;
  /** All variables of the script, while it is packed and when it runs. The archive contains them in plain text. */
  readonly variables: Readonly<Record<string, string>>;
  /** Current profiles and thresholds for the archive. Absent: those that were built into the bundle. */
  readonly files?: EditedFiles;
}

/** Folder name in the archive. It has the same length as the name of the temporary folder, which it replaces. */
const FOLDER = 'loadline-bundle';

/** The file with profiles and thresholds, beside the bundle. */
const PLAN_FILES = './plan-files.json';

/**
 * Packs a suite with k6. Equal files and variables make equal archives, and no archive contains a path of this machine.
 * @returns k6's exit code; there is an archive when it is 0
 */
export async function packSuite({ bundle, archive, variables, files }: Pack): Promise<number> {
  return withCopyOf(bundle, async (copy) => {
    const folder = join(copy, '..');
    if (files) writeFileSync(join(folder, PLAN_FILES), JSON.stringify(files));
    const all = { ...variables, ...(files && { [OWN.planFiles]: PLAN_FILES }) };
    const given = Object.entries(all).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const args = ['archive', '--quiet', '--include-system-env-vars=false', ...given, '-O', archive, copy];
    const { PATH, HOME } = process.env;
    const { code } = await runK6({ args, env: { PATH, HOME } });
    if (code === 0) writeFileSync(archive, reproducibleTar(readFileSync(archive), basename(folder), FOLDER));
    return code;
  });
}

/**
 * Copies a bundle, with all files that it may open, into a temporary folder with a neutral name, and passes the copy to
 * a function. k6 writes the full path of each file into the archive.
 */
async function withCopyOf<T>(bundle: string, use: (copy: string) => Promise<T>): Promise<T> {
  const folder = neutralFolder();
  try {
    cpSync(home('dist'), folder, { recursive: true, filter: (path) => !/\.(tar|cjs)$/.test(path) });
    return await use(join(folder, basename(bundle)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Folder for temporary files on most systems. */
const NEUTRAL = '/tmp';

/**
 * Makes a temporary folder, in `/tmp` if possible, because the path in `TMPDIR` may identify the machine or its user.
 */
function neutralFolder(): string {
  const make = (place: string) => mkdtempSync(join(place, 'loadline-'));
  try {
    return make(NEUTRAL);
  } catch {
    return make(tmpdir());
  }
}
