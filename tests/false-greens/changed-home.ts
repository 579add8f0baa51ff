import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyBuiltProject } from '../harness/own-home';
import { tempFolder } from '../harness/temp-folder';

/**
 * A copy of the project as it was built, for the length of the test, whose vacancies suite is changed.
 * @param change code of an object; its members replace those that the bundle, `suite`, exports to k6
 * @returns the folder that holds `bin` and `dist`
 */
export async function changedHome(change: string): Promise<string> {
  const folder = await tempFolder();
  await copyBuiltProject(folder);
  await rename(join(folder, 'dist', 'vacancies.js'), join(folder, 'dist', 'unchanged.js'));
  const code = `const suite = require('./unchanged.js');\nmodule.exports = Object.assign({}, suite, ${change});\n`;
  await writeFile(join(folder, 'dist', 'vacancies.js'), code);
  return folder;
}
