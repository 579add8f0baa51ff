import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runnerImport } from 'vite';
import { apiReport } from './docs/api-report.js';
import { kitPage } from './docs/kit-page.js';
import { thirdParty } from './docs/third-party.js';

/**
 * `make docs`: writes the files that are generated from the code. With `--check` it writes nothing, and ends with 1 when one
 * of them is outdated.
 */
const root = join(import.meta.dirname, '..');

/** Loads the current sources without a build. */
const { module } = await runnerImport(join(root, 'tools/docs/generated-files.ts'), {
  root,
  configFile: false,
  logLevel: 'error',
  define: { LOADLINE_VERSION: '"0.0.0"' },
});
/** @type {Record<string, string>} */
const files = {
  ...(await module.generatedFiles()),
  'packages/loadline/api.md': apiReport(root),
  'docs/kit.md': kitPage(root),
};
// The bundled packages are only known after a build. The unit tests check this file.
const licences = process.argv.includes('--check') ? undefined : thirdParty(root);
if (licences !== undefined) files['THIRD-PARTY.md'] = licences;

const old = Object.entries(files).filter(([file, text]) => read(join(root, file)) !== text);
if (process.argv.includes('--check')) {
  for (const [file] of old) console.error(`${file} is old: run \`make docs\``);
  process.exitCode = old.length > 0 ? 1 : 0;
} else {
  for (const [file, text] of old) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    console.log(`docs: ${file}`);
  }
}

/** @param {string} file */
function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
