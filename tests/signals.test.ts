import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Result } from '../packages/loadline/src/core/verdict/result';
import { type Child, startInTest } from './harness/child';
import { eventually } from './harness/eventually';
import { loadline } from './harness/loadline';
import { project } from './harness/project';
import { arrivals, referenceService, titlesLeft } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** Makes a folder with a `.env` for a run. */
async function folderWithSecrets(service: { port: number }): Promise<string> {
  const folder = await tempFolder();
  const lines = Object.entries(variablesFor(service)).map(([name, value]) => `${name}=${value}`);
  await writeFile(join(folder, '.env'), lines.join('\n'));
  return folder;
}

async function runIn(folder: string): Promise<{ path: string; result: Result }> {
  const [run = ''] = await readdir(join(folder, 'reports'));
  const path = join(folder, 'reports', run);
  return { path, result: JSON.parse(await readFile(join(path, 'result.json'), 'utf8')) as Result };
}

const env = { PATH: process.env.PATH ?? '', HOME: '/tmp', TERM: 'dumb' };
const RUN = ['run', 'vacancies-smoke', '--users', '60', '--duration', '60s'];

const HOW: Record<string, { command: [string, string[]]; interrupt: (child: Child) => void }> = {
  'Ctrl-C typed at a terminal': {
    // `script` runs the command in a terminal of its own; ^C written to it becomes SIGINT for the whole process group.
    command: ['script', ['-qec', `exec ${project('bin', 'loadline')} ${RUN.join(' ')}`, '/dev/null']],
    interrupt: ({ process }) => process.stdin?.write('\u0003'),
  },
  'INT, then TERM, as CI systems send them': {
    command: [project('bin', 'loadline'), RUN],
    interrupt: ({ process }) => {
      process.kill('SIGINT');
      process.kill('SIGTERM');
    },
  },
};

test.each(Object.entries(HOW))(
  '%s: records removed, result written, exit 105',
  async (_name, { command, interrupt }) => {
    const service = await referenceService({ latencyMs: 100 });
    const cwd = await folderWithSecrets(service);
    const [program, args] = command;
    const child = startInTest(program, args, { cwd, env, stdin: 'pipe' });
    await eventually(async () => {
      if ((await arrivals(service, 'CreateVacancy')).length < 3)
        throw new Error('the load is not under way yet');
    });
    interrupt(child);
    const { code, output } = await child.ending;
    expect(code, output).toBe(105);
    expect(await titlesLeft(service)).toEqual([]);
    const { path, result } = await runIn(cwd);
    expect(result.aggregate.recordsLeft).toBe(0);
    expect(result.verdict).toBe('invalid');
    expect(result.reasons.join('\n')).toMatch(/interrupted by Ctrl-C or SIGINT after .* of 60 s of load/);
    const later = await loadline(cwd, ['report', path]);
    expect(later.code, later.output).toBe(105);
  },
);
