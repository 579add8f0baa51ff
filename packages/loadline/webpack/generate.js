// Generates the types of a project's protos and OpenAPI documents. With --check it only compares them with the existing files.
import { readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { filesBelow, readConfiguration } from './configuration.js';
import { OpenApiTypes } from './openapi-types.js';
import { ProtoTypes } from './proto-types.js';

const CHECKED = 'node_modules/.cache/loadline/checked';

try {
  const { plugins = [] } = await readConfiguration();
  rmSync(CHECKED, { recursive: true, force: true });
  for (const plugin of plugins) {
    if (!(plugin instanceof ProtoTypes || plugin instanceof OpenApiTypes)) continue;
    if (process.argv[2] !== '--check') await plugin.write();
    else if (plugin instanceof ProtoTypes) await check(plugin, ProtoTypes.folder, 'the protos make');
    else await check(plugin, OpenApiTypes.folder, 'the OpenAPI documents make');
  }
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}

/**
 * @param {ProtoTypes | OpenApiTypes} plugin
 * @param {string} folder of its types
 * @param {string} expected for the message: what the types should correspond to
 */
async function check(plugin, folder, expected) {
  await plugin.write(CHECKED);
  const made = join(CHECKED, folder);
  const there = join(plugin.folders.generated, folder);
  const names = new Set([made, there].flatMap((one) => filesBelow(one).map((file) => relative(one, file))));
  const stale = [...names]
    .filter((name) => name !== '.made-of' && read(join(made, name)) !== read(join(there, name)))
    .sort();
  for (const name of stale)
    console.error(`${join(there, name)} is not what ${expected}: run loadline generate`);
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
