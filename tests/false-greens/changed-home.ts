import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyBuiltProject } from '../harness/own-home';
import { tempFolder } from '../harness/temp-folder';

/**
 * Makes a copy of the built project with a changed vacancies suite. It is removed after the test.
 * @param change source of an object; its members replace exports of the bundle, which this source can use as `suite`
 * @returns the folder that contains `bin` and `dist`
 */
export async function changedHome(change: string): Promise<string> {
  const folder = await tempFolder();
  await copyBuiltProject(folder);
  await rename(join(folder, 'dist', 'vacancies.js'), join(folder, 'dist', 'unchanged.js'));
  const code = `const suite = require('./unchanged.js');\nmodule.exports = Object.assign({}, suite, ${change});\n`;
  await writeFile(join(folder, 'dist', 'vacancies.js'), code);
  return folder;
}
