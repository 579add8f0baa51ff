import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Makes an empty folder. The caller has to remove it. */
export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'loadline-test-'));
}

/** Makes an empty folder that is removed after the test. */
export async function tempFolder(): Promise<string> {
  const folder = await newFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
