import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty folder; whoever makes it removes it. */
export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'loadline-test-'));
}

/** A new empty folder that is gone after the test. */
export async function tempFolder(): Promise<string> {
  const folder = await newFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
