// The console, for the rows that measure it and the page that it shows.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromePath, NO_CHROME, startChrome } from '../tests/harness/chrome.js';
import { failure, onAllCores, start } from './process.js';

/** Longest time until the console listens. */
const STARTING_MS = 10_000;

/**
 * Starts `bin/loadline console` for the runs in `reports` of a folder, and a browser with an empty page. Both end with the work.
 * @template Value
 * @param {string} home
 * @param {{ node?: string[], env?: Record<string, string> }} options arguments of Node, and variables
 * @param {(shown: { page: import('playwright-core').Page, base: string, pid: number }) => Promise<Value>} work
 * `pid` is that of the console
 */
export async function withConsole(home, { node = [], env = {} }, work) {
  if (chromePath === undefined) throw new Error(NO_CHROME);
  const args = [...node, join(home, 'bin/loadline'), 'console', '--port', '0'];
  const command = { file: process.execPath, args, env, cwd: home };
  const child = start(command, 'any');
  try {
    const base = await addressOf(child, command);
    const browser = await onAllCores(startChrome);
    try {
      return await work({ page: await browser.newPage(), base, pid: child.pid });
    } finally {
      await browser.close();
    }
  } finally {
    child.kill();
    await child.ended;
  }
}

/** @param {ReturnType<typeof start>} child @param {import('./process.js').Command} command */
async function addressOf(child, command) {
  const deadline = Date.now() + STARTING_MS;
  while (child.isRunning() && Date.now() < deadline) {
    const [address] = /http:\/\/[\w.]+:\d+/.exec(child.output()) ?? [];
    if (address !== undefined) return address;
    await wait(20);
  }
  throw failure(command, 'does not listen', child.output());
}
