import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Path of a browser on this machine: the variable CHROME, or a place where packages install it.
 * @type {string | undefined}
 */
export const chromePath = [process.env.CHROME ?? '', ...PLACES].find(
  (path) => path !== '' && existsSync(path),
);

/** Hint in the report when a test is skipped because there is no browser. */
export const NO_CHROME = `no browser in ${PLACES.join(', ')}: install chromium, or set CHROME to its path`;

/** Starts the browser headless, without any request of its own. */
export function startChrome() {
  return chromium.launch({
    ...(chromePath !== undefined && { executablePath: chromePath }),
    args: [
      '--no-sandbox',
      '--headless',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-sync',
    ],
  });
}
