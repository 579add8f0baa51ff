import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { project } from './project';

/**
 * Puts the command line and k6 into a folder and makes it a project.
 * @returns the path of its `bin/loadline`
 */
export async function putLoadline(folder: string): Promise<string> {
  await mkdir(join(folder, 'bin'), { recursive: true });
  for (const file of ['bin/loadline', 'bin/package.json']) await cp(project(file), join(folder, file));
  await symlink(project('bin/k6'), join(folder, 'bin/k6'));
  // `bin/loadline` finds the package here.
  await symlink(project('packages'), join(folder, 'packages'));
  return join(folder, 'bin/loadline');
}

/** Copies the built project into an empty folder: its plans, thresholds and bundles, which a test may change. */
export async function copyBuiltProject(folder: string): Promise<void> {
  await putLoadline(folder);
  const filter = (path: string) => !path.endsWith('.map');
  for (const part of ['plans', 'thresholds', 'dist'])
    await cp(project(part), join(folder, part), { recursive: true, filter });
}
