// Creates docs/report-pass.png and docs/report-fail.png: reports of two real runs against the vacancy service, the second one
// with faults. Also docs/console-start.png and docs/console-live.png: the form of the console, and a run that it started.
//   node tools/pictures.js [report | console]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = resolve(import.meta.dirname, '..');
const LOADLINE = join(ROOT, 'bin/loadline');
const CHROME = process.env.CHROME ?? '/usr/bin/chromium';
const LOAD = ['--users', '60', '--spawn-rate', '10', '--duration', '40s'];
const PICTURES = [
  { file: 'report-pass.png', faults: ['--latency', '5ms'], code: 0 },
  {
    file: 'report-fail.png',
    faults: ['--latency', '40ms', '--fail-share', '0.05', '--hang-share', '0.03'],
    code: 99,
  },
];

if (!existsSync(CHROME))
  throw new Error(`no browser at ${CHROME}: install chromium, or set CHROME to its path`);
const [, , only] = process.argv;
for (const { file, faults, code } of only === 'console' ? [] : PICTURES) {
  const page = await runAgainst(faults, code);
  await picture(page, join(ROOT, 'docs', file));
  console.log(`docs/${file}`);
}
if (only !== 'report') await consolePictures();

/**
 * @param {readonly string[]} faults options of the service that cause faults
 * @param {number} code expected exit code of the run
 * @returns the path of its report
 */
async function runAgainst(faults, code) {
  const service = spawn(LOADLINE, ['serve', 'vacancies', '--port', '0', ...faults], { cwd: ROOT });
  try {
    const variables = await accounts(service);
    const runId = `picture-${process.pid}-${code}`;
    const run = spawn(LOADLINE, ['run', 'vacancies-load', '--run-id', runId, ...LOAD], {
      cwd: ROOT,
      env: { ...process.env, ...variables },
      stdio: 'ignore',
    });
    const ended = await new Promise((done) => run.on('exit', done));
    if (ended !== code) throw new Error(`the run ended with ${ended}, not with ${code}`);
    return join(ROOT, 'reports', runId, 'report.html');
  } finally {
    service.kill('SIGTERM');
  }
}

/**
 * The variables that the service prints for the shell of the test.
 * @param {import('node:child_process').ChildProcessWithoutNullStreams} service
 * @returns {Promise<Record<string, string>>}
 */
async function accounts(service) {
  let text = '';
  for await (const chunk of service.stdout) {
    text += chunk;
    if (/^export USER_3_PASSWORD=.*\n/m.test(text)) break;
  }
  service.stdout.resume();
  return Object.fromEntries(
    [...text.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}

/**
 * Saves a picture of the upper part of a page.
 * @param {string} path
 * @param {string} to
 */
async function picture(path, to) {
  const browser = await chromium.launch({ executablePath: CHROME, args: ['--no-sandbox', '--headless'] });
  const page = await browser.newPage({ viewport: { width: 1200, height: 1080 } });
  await page.goto(pathToFileURL(path).href);
  await page.locator('#chart-load canvas').waitFor();
  await page.screenshot({ path: to });
  await browser.close();
}

/** Starts a run in the console, and saves pictures of the form and of the run in progress. */
async function consolePictures() {
  const service = spawn(LOADLINE, ['serve', 'vacancies', '--port', '0', '--latency', '5ms'], { cwd: ROOT });
  const folder = mkdtempSync(join(tmpdir(), 'loadline-pictures-'));
  const browser = await chromium.launch({ executablePath: CHROME, args: ['--no-sandbox', '--headless'] });
  const variables = await accounts(service);
  const server = spawn(LOADLINE, ['console', '--port', '0'], {
    cwd: folder,
    env: { ...process.env, ...variables },
  });
  try {
    let said = '';
    for await (const chunk of server.stdout) {
      said += chunk;
      if (said.includes('Ctrl-C')) break;
    }
    server.stdout.resume();
    const [address = ''] = /http:\S+/.exec(said) ?? [];
    const page = await browser.newPage({ viewport: { width: 940, height: 540 } });
    await page.goto(`${address}?test=vacancies-load`);
    for (const [name, value] of [
      ['users', '60'],
      ['spawnRate', '10'],
      ['duration', '40s'],
    ])
      await page.fill(`[name=${name}]`, value ?? '');
    await page.locator('#command', { hasText: '--users=60' }).waitFor();
    await page.locator('h1').scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(ROOT, 'docs/console-start.png') });
    await page.click('button[type=submit]');
    await page.locator('#part-figures canvas').first().waitFor();
    await page.locator('.going', { hasText: /load: (2[5-9]|3\d)(\.\d)? s of/ }).waitFor({ timeout: 120_000 });
    await page.setViewportSize({ width: 1000, height: 800 });
    await page.screenshot({ path: join(ROOT, 'docs/console-live.png') });
    await page.click('#stop');
    await page.locator('#phase', { hasText: 'verdict' }).waitFor();
    console.log('docs/console-start.png\ndocs/console-live.png');
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    service.kill('SIGTERM');
    await new Promise((done) => (server.exitCode === null ? server.on('exit', done) : done(undefined)));
    rmSync(folder, { recursive: true, force: true });
  }
}
