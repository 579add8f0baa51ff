import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSpec } from '../core/spec/run-spec';
import { runFiles, writeSpec } from '../results/run-folder';

/** Lends a file that holds a spec to a k6 that leaves no folder of a run. @param use gets its path */
export async function withSpecFile<T>(spec: RunSpec, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-spec-'));
  try {
    writeSpec(folder, spec);
    return await use(runFiles.spec(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
