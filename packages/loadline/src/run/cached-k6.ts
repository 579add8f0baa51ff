import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Oldest version of Go that builds the pinned k6: major, minor. */
export const LEAST_GO = [1, 25] as const;

/** Folder of the Go module that pins k6 by checksum: in the package, or in its repository. */
export function pins(): string {
  const own = join(__dirname, '../../k6');
  return existsSync(join(own, 'go.mod')) ? own : join(__dirname, '../../../../tools/k6');
}

export function pinnedVersion(): string {
  const [, version = ''] =
    /^require go\.k6\.io\/k6\/v2 (\S+)/m.exec(readFileSync(join(pins(), 'go.mod'), 'utf8')) ?? [];
  return version;
}

/** Path of the k6 that loadline builds itself. The file need not exist. */
export function cachedK6(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return join(cache, 'loadline', `k6-${pinnedVersion()}`, 'k6');
}

/** The version of Go on PATH, such as `1.25.1`. */
export function goVersion(): string | undefined {
  const { stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  return /go(\d+\.\d+(\.\d+)?)/.exec(stdout ?? '')?.[1];
}

/** Whether a version of Go can build the pinned k6. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LEAST_GO[0] || (major === LEAST_GO[0] && minor >= LEAST_GO[1]);
}
