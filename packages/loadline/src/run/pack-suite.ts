import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { OWN } from '../core/spec/own-variables';
import { home } from './home';
import type { EditedFiles } from './inspect-bundle';
import { runK6 } from './k6-process';
import { reproducibleTar } from './reproducible-tar';

/** A suite to pack into an archive of k6. */
export interface Pack {
  readonly bundle: string;
  /** Path of the archive, in an existing folder. */
  readonly archive: string;
  /** All that the script sees of the environment, where it is packed and where it runs. The archive keeps it in plain text. */
  readonly variables: Readonly<Record<string, string>>;
  /** Profiles and thresholds as they are now, which go into the archive. Absent: those that were built in. */
  readonly files?: EditedFiles;
}

/** Name of the folder in an archive, as long as that of the temporary folder that k6 packs. */
const FOLDER = 'loadline-bundle';

/** The file with profiles and thresholds, beside the bundle. */
const PLAN_FILES = './plan-files.json';

/**
 * Packs a suite with k6. The same files and variables make the same archive, and no path in it is one of this machine.
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
 * Passes on a copy of a bundle, with all files that it may open, in a temporary folder with a neutral name: k6 writes the full
 * path of each file into the archive.
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

/** The folder for temporary files of most systems. */
const NEUTRAL = '/tmp';

/** Makes a temporary folder, if possible in the one that most systems have: `TMPDIR` may say whose machine this is. */
function neutralFolder(): string {
  const make = (place: string) => mkdtempSync(join(place, 'loadline-'));
  try {
    return make(NEUTRAL);
  } catch {
    return make(tmpdir());
  }
}
