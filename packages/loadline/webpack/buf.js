import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);

/**
 * Runs the buf that is installed in the project, or beside the package.
 * @param {string} cwd
 * @param {readonly string[]} args
 * @returns what it wrote to standard output
 * @throws {Error} with buf's own message
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
 * Finds buf's program. The project has to install it, because it is larger than everything else, and projects with
 * descriptor files do not need it.
 * @param {string} project
 * @throws {Error} when it is not installed
 */
function programOfBuf(project) {
  const places = [createRequire(join(project, 'package.json')), require];
  for (const place of places) {
    try {
      return place.resolve('@bufbuild/buf/bin/buf');
    } catch {
      // Try the next place.
    }
  }
  const { peerDependencies } = require('../package.json');
  const version = peerDependencies['@bufbuild/buf'];
  throw new Error(
    `buf, which reads protos, is not installed: npm install --save-dev @bufbuild/buf@${version}; or replace the protos by a file of descriptors that protoc --include_imports --descriptor_set_out=NAME.binpb makes`,
  );
}
