// Generates the types of a project's protos. With --check it only compares them with the existing files.
import { readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { filesBelow, readConfiguration } from './configuration.js';
import { ProtoTypes } from './proto-types.js';

const CHECKED = 'node_modules/.cache/loadline/checked';

try {
  const configuration = await readConfiguration();
  const plugin = configuration.plugins?.find((one) => one instanceof ProtoTypes);
  if (!(plugin instanceof ProtoTypes)) console.log('this project makes no types of protos');
  else if (process.argv[2] === '--check') await check(plugin);
  else await plugin.write();
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}

/** @param {ProtoTypes} plugin */
async function check(plugin) {
  rmSync(CHECKED, { recursive: true, force: true });
  await plugin.write(CHECKED);
  const made = join(CHECKED, 'json');
  const there = join(plugin.folders.generated, 'json');
  const names = new Set(
    [made, there].flatMap((folder) => filesBelow(folder).map((file) => relative(folder, file))),
  );
  const stale = [...names]
    .filter((name) => name !== '.made-of' && read(join(made, name)) !== read(join(there, name)))
    .sort();
  for (const name of stale)
    console.error(`${join(there, name)} is not what the protos make: run loadline generate`);
  if (stale.length > 0) process.exitCode = 1;
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(resolve(path), 'utf8');
  } catch {
    return undefined;
  }
}
