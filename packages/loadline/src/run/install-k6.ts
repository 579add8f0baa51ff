import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { ConfigurationError } from '../core/text/problem';
import { makeFolders } from '../results/make-folders';
import { cachedK6, goVersion, isNewEnough, LEAST_GO, pinnedVersion, pins } from './cached-k6';
import { findK6 } from './find-k6';

/**
 * Builds the pinned k6, unless there is one that loadline accepts.
 * @returns what was done, in words
 * @throws {ConfigurationError} when there is no suitable Go, or the build fails
 */
export function installK6(): string {
  try {
    return `${findK6()} is used`;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
  }
  const go = goVersion();
  const path = cachedK6();
  if (go === undefined || !isNewEnough(go)) {
    const message = `${go ? `Go ${go} is too old` : 'there is no Go'}: install Go ${LEAST_GO.join('.')} or newer, or name a k6 by K6=`;
    throw new ConfigurationError([{ code: 'k6-program', where: 'loadline k6 install', message }]);
  }
  console.log(`building k6 ${pinnedVersion()} with Go ${go}, about a minute, once`);
  makeFolders(dirname(path));
  const args = ['build', '-mod=readonly', '-trimpath', '-o', path, 'go.k6.io/k6/v2'];
  // Go must not download another version of itself.
  const env = { ...process.env, GOTOOLCHAIN: 'local' };
  const { status } = spawnSync('go', args, { cwd: pins(), env, stdio: ['ignore', 2, 2] });
  if (status === 0) return `${path} is used`;
  throw new ConfigurationError([
    { code: 'k6-program', where: 'go build', message: 'failed: see above, or name a k6 by K6=' },
  ]);
}
