import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeHome } from './home.js';
import { killDescendants, onAllCores } from './process.js';
import { startServer } from './server.js';

const EXIT_CANNOT_START = 2;
/** Exit codes by signal, as a shell gives them. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/**
 * Starts the bench's server, makes a folder like the project's own with the suites of the bench, and pins this process to its
 * core. Ends this process with 2 when something is missing, and says what. However this process ends, what it started ends
 * too, and its temporary folders are removed.
 */
export async function setUp() {
  const folder = holdTempFolder();
  try {
    const server = await startServer(folder);
    return { server, home: await onAllCores(async () => makeHome()) };
  } catch (error) {
    console.error(`the bench cannot start: ${error instanceof Error ? error.message : error}`);
    return process.exit(EXIT_CANNOT_START);
  }
}

/** Makes the folder in which all temporary folders of the bench are made. @returns its path */
function holdTempFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-bench-'));
  process.env.TMPDIR = folder;
  // At `exit`, because a signal may come while a row waits, and because a library that handles signals may end this process.
  process.once('exit', () => {
    killDescendants();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  for (const [signal, code] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(code));
  return folder;
}
