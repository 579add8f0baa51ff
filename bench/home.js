import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { project } from './process.js';

/**
 * A folder in which `bin/loadline` finds the suites and tests of the bench as it finds those of the project.
 * @returns its path; whoever made it removes it
 */
export function makeHome() {
  const home = mkdtempSync(join(tmpdir(), 'loadline-bench-'));
  execFileSync(project('node_modules/.bin/webpack'), {
    cwd: project('.'),
    env: { ...process.env, SUITES: 'bench/suites', DIST: join(home, 'dist') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  mkdirSync(join(home, 'bin'));
  // Where `bin/loadline` looks for the package.
  symlinkSync(project('packages'), join(home, 'packages'));
  for (const file of ['bin/loadline', 'bin/package.json']) cpSync(project(file), join(home, file));
  cpSync(project('package.json'), join(home, 'package.json'));
  symlinkSync(project('bin/k6'), join(home, 'bin/k6'));
  symlinkSync(project('node_modules'), join(home, 'node_modules'));
  cpSync(project('bench/plans'), join(home, 'plans'), { recursive: true });
  cpSync(project('plans/profiles'), join(home, 'plans/profiles'), { recursive: true });
  return home;
}
