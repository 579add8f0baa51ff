import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a browser on this machine: the variable CHROME, or where packages put it. */
export const chromePath: string | undefined = [process.env.CHROME ?? '', ...PLACES].find(
  (path) => path !== '' && existsSync(path),
);

/** What to do when a test was skipped for want of a browser. */
export const NO_CHROME = `no browser in ${PLACES.join(', ')}: install chromium, or set CHROME to its path`;

/** Starts the browser, without a window and without a word to anybody. */
export function startChrome(): Promise<Browser> {
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
