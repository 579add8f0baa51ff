import { cp, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { project } from '../harness/project';
import { tempFolder } from '../harness/temp-folder';

/**
 * A copy of the project as it was built, for the length of the test, whose vacancies suite is changed.
 * @param change code of an object; its members replace those that the bundle, `suite`, exports to k6
 * @returns the folder that holds `bin` and `dist`
 */
export async function changedHome(change: string): Promise<string> {
  const folder = await tempFolder();
  await mkdir(join(folder, 'bin'));
  await cp(project('bin', 'loadline'), join(folder, 'bin', 'loadline'));
  await symlink(project('bin', 'k6'), join(folder, 'bin', 'k6'));
  await cp(project('plans'), join(folder, 'plans'), { recursive: true });
  await cp(project('dist'), join(folder, 'dist'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map'),
  });
  await rename(join(folder, 'dist', 'vacancies.js'), join(folder, 'dist', 'unchanged.js'));
  const code = `const suite = require('./unchanged.js');\nmodule.exports = Object.assign({}, suite, ${change});\n`;
  await writeFile(join(folder, 'dist', 'vacancies.js'), code);
  return folder;
}
