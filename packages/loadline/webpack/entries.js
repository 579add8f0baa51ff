// Writes the two entries of each suite, and the profiles as JSON. `<suite>.ts` is what virtual users run.
// `<suite>.control.ts` plans, sets up, cleans up and summarizes. They are separate files so that the type checker and the
// import lint see what runs where.
//   node packages/loadline/webpack/entries.js [FOLDER OF SUITES [FOLDER OF ENTRIES]]
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';

/** A file with a default export is a suite; the other files beside it are helpers. */
const IS_SUITE = /^export default /m;

/**
 * Writes the entries of all suites.
 * @param {string} project absolute path of the project, whose profiles are built in
 * @param {string} suites absolute path of the folder with the suites
 * @param {string} entries absolute path of the folder to write to; other files in it are removed
 * @returns {Record<string, string>} path of each entry by the name of its bundle
 * @throws {Error} when there is no suite
 */
export function writeEntries(project, suites, entries) {
  const names = namesOfSuites(suites);
  if (names.length === 0)
    throw new Error(`${suites} holds no suite: write a file with "export default defineSuite({ … })"`);
  const from = (/** @type {string[]} */ ...path) => relative(entries, join(...path)).replace(/^(?!\.)/, './');
  const texts = names.flatMap((name) => {
    const thresholds = join(project, 'thresholds', `${name}.json`);
    return [
      [name, virtualUsersEntry(name, from(suites, name))],
      [
        `${name}.control`,
        controlEntry(name, from(suites, name), existsSync(thresholds) ? from(thresholds) : undefined),
      ],
    ];
  });
  mkdirSync(entries, { recursive: true });
  const files = new Map(texts.map(([name, text]) => [`${name}.ts`, text]));
  files.set('profiles.json', JSON.stringify(readProfiles(join(project, 'plans/profiles')), null, 2));
  for (const file of readdirSync(entries)) if (!files.has(file)) rmSync(join(entries, file));
  for (const [file, text = ''] of files) writeWhenChanged(join(entries, file), text);
  return Object.fromEntries(texts.map(([name = '']) => [name, join(entries, `${name}.ts`)]));
}

/** @param {string} suites */
function namesOfSuites(suites) {
  return (
    filesOf(suites)
      // An editor keeps a lock beside a file, which may be a link to nothing: `.#orders.ts`.
      .filter((file) => /^[^.].*\.ts$/.test(file) && !/\.(d|test)\.ts$/.test(file))
      .filter((file) => IS_SUITE.test(readFileSync(join(suites, file), 'utf8')))
      .map((file) => basename(file, '.ts'))
  );
}

/**
 * Lists the names of the files in a folder, which may be missing.
 * @param {string} folder
 */
export function filesOf(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/**
 * @param {string} name
 * @param {string} suite path from the entry
 */
const virtualUsersEntry = (name, suite) => `import { virtualUsers } from 'loadline';
import { users } from '${suite}';

// k6 plans, sets up, cleans up and summarizes in a script without a virtual user. The code for it is in a bundle of
// its own, because each virtual user keeps a copy of the code that its script evaluates.
export default __VU === 0
  ? __non_webpack_require__('./${name}.control.js')
  : virtualUsers(users);
`;

/**
 * @param {string} name
 * @param {string} suite path from the entry
 * @param {string} [thresholds] path from the entry of `thresholds/<suite>.json`, if there is one
 */
const controlEntry = (name, suite, thresholds) => `import { controlSuite } from 'loadline';
import suite from '${suite}';
${thresholds === undefined ? '' : `import thresholds from '${thresholds}';\n`}import profiles from './profiles.json';

export default controlSuite(suite, profiles, { name: '${name}'${thresholds === undefined ? '' : ', thresholds'} });
`;

/**
 * Reads the profiles by name, in the same way as the command line: `<<: *base` merges.
 * @param {string} folder
 */
function readProfiles(folder) {
  const names = filesOf(folder).filter((file) => file.endsWith('.yml'));
  return Object.fromEntries(names.map((file) => [basename(file, '.yml'), readYaml(folder, file)]));
}

/**
 * @param {string} folder
 * @param {string} file
 * @throws {Error} with the line and column where the file is not valid YAML
 */
function readYaml(folder, file) {
  const document = parseDocument(readFileSync(join(folder, file), 'utf8'), { merge: true });
  const [wrong] = document.errors;
  if (!wrong) return document.toJS();
  const [{ line, col }] = wrong.linePos ?? [{ line: 1, col: 1 }];
  const [message = ''] = wrong.message.split('\n');
  throw new Error(
    `plans/profiles/${file}:${line}:${col}: ${message.replace(/ at line \d+, column \d+:?$/, '')}: mend it`,
  );
}

/**
 * Writes a file only when its content changed, because webpack detects changes by a file's time.
 * @param {string} path
 * @param {string} text
 */
function writeWhenChanged(path, text) {
  try {
    if (readFileSync(path, 'utf8') === text) return;
  } catch {
    // The file does not exist yet.
  }
  writeFileSync(path, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [suites = 'src/suites', entries = 'src/gen/suites'] = process.argv.slice(2);
  writeEntries(resolve('.'), resolve(suites), resolve(entries));
}
