import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
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
  const command = [require.resolve('@bufbuild/buf/bin/buf'), ...args];
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
