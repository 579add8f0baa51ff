import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../packages/loadline/src/core/verdict/result';
import { type Child, startInTest } from './child';
import { project } from './project';

/** Starts `bin/loadline` in a folder for one test. Its environment has only the given variables. */
export function startLoadline(
  cwd: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Child {
  return startInTest(process.execPath, [project('bin', 'loadline'), ...args], {
    cwd,
    env: { HOME: cwd, ...variables },
  });
}

/** Runs `bin/loadline` to its end. */
export function loadline(
  cwd: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Child['ending'] {
  return startLoadline(cwd, args, variables).ending;
}

/** Reads `result.json` of a run that `bin/loadline` did in a folder. */
export async function resultIn(cwd: string, runId: string): Promise<Result> {
  return JSON.parse(await readFile(join(cwd, 'reports', runId, 'result.json'), 'utf8')) as Result;
}

/** Finds the child processes whose command line contains a text. @returns their ids */
export async function childProcesses(parent: number, text: string): Promise<number[]> {
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
  const found: number[] = [];
  for (const child of children.trim().split(' ').filter(Boolean).map(Number)) {
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
    // The kernel separates the arguments with NUL bytes.
    if (command.replaceAll('\0', ' ').includes(text)) found.push(child);
  }
  return found;
}
