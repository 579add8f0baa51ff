import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);

/**
 * Runs buf, as it was installed with the package.
 * @param {string} cwd
 * @param {readonly string[]} args
 * @returns what it wrote
 * @throws {Error} with what buf says is wrong
 */
export async function buf(cwd, args) {
  const command = [programOfBuf(cwd), ...args];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, command, {
      cwd,
      encoding: 'buffer',
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    return stdout;
  } catch (error) {
    const { stderr } = /** @type {{ stderr?: Buffer }} */ (error);
    throw stderr?.length ? new Error(stderr.toString().trim()) : error;
  }
}

/**
 * buf weighs more than all the rest, and whoever has files of descriptors needs none: the project installs it.
 * @param {string} project
 * @throws {Error} when it is not there
 */
function programOfBuf(project) {
  const places = [createRequire(join(project, 'package.json')), require];
  for (const place of places) {
    try {
      return place.resolve('@bufbuild/buf/bin/buf');
    } catch {
      // Nor in the next one, perhaps.
    }
  }
  const { peerDependencies } = require('../package.json');
  const version = peerDependencies['@bufbuild/buf'];
  throw new Error(
    `protos are read by buf, which is not installed: npm install --save-dev @bufbuild/buf@${version}; or put a file of descriptors in their place, as protoc --include_imports --descriptor_set_out=NAME.binpb makes it`,
  );
}
