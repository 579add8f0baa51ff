import { spawnSync } from 'node:child_process';
import type { RunSpec } from '../core/spec/run-spec';
import { findK6, versionOf } from './find-k6';

/** Adds to a spec the test, the version of k6 and the commit of the project. */
export function withVersions(spec: RunSpec, test: string | undefined): RunSpec {
  const k6 = versionOf(findK6());
  const commit = commitOf(process.cwd());
  return {
    ...spec,
    ...(test !== undefined && { test }),
    versions: { ...(k6 !== undefined && { k6 }), ...(commit !== undefined && { commit }) },
  };
}

/** The commit of a folder, with a `+` when files have changed since. Undefined without git. */
function commitOf(cwd: string): string | undefined {
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty=+', '--exclude=*'], {
    cwd,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
}
