import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { project } from './project';

/**
 * Puts the command line and k6 into a folder, which becomes a project of its own.
 * @returns the path of its `bin/loadline`
 */
export async function putLoadline(folder: string): Promise<string> {
  await mkdir(join(folder, 'bin'), { recursive: true });
  for (const file of ['bin/loadline', 'bin/package.json']) await cp(project(file), join(folder, file));
  await symlink(project('bin/k6'), join(folder, 'bin/k6'));
  // Where `bin/loadline` looks for the package.
  await symlink(project('packages'), join(folder, 'packages'));
  return join(folder, 'bin/loadline');
}
