import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { AccountSeed } from '../../services/src/vacancies/demo-accounts';
import { type Child, start } from './child';
import { toolPath } from './fixture-suites';
import { tempFolder } from './temp-folder';
import { variablesFor } from './variables';

/** In the middle of every secret that a test makes up, and nowhere else. */
const CANARY = 'c4n4ry';
/** Long enough to see whatever lives longer than a few ms. */
const POLL_MS = 10;

/** Accounts whose passwords and e-mail addresses cannot be overlooked, also where quotes, angle brackets or signs of a URL are written otherwise. */
export const CANARY_ACCOUNTS: readonly AccountSeed[] = [1, 2].map((n) => ({
  email: `keeper${n}-${CANARY}@example.com`,
  password: `h"u<s>h&-${CANARY}-${n}-%3D`,
  name: `Keeper ${n}`,
  verified: true,
}));

/**
 * The secrets that stand in a text: made-up ones, and every JWT, whoever has issued it. Those that a service has issued all
 * begin as any JWT does, with `{"` in base64.
 */
export function secretsIn(text: string): string[] {
  const pattern = new RegExp(`.{0,60}(?:${CANARY}|${hex(CANARY)}|\\beyJ[\\w-]{8,}).{0,20}`, 'gi');
  const encoded = new RegExp(`.{0,60}(?:${inBase64(CANARY).join('|')}).{0,20}`, 'g');
  return [...(text.match(pattern) ?? []), ...(text.match(encoded) ?? [])];
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** What is the same in base64 whatever stands around a text, at each alignment. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from(`${'x'.repeat(before)}${text}`)
      .toString('base64')
      .replaceAll('=', '');
    const whole = Math.floor(((before + text.length) * 8) / 6);
    return encoded.slice(Math.ceil((before * 8) / 6), whole);
  });
}

/** The secrets that stand in any of some texts, by the text's name. */
export function leaks(texts: Readonly<Record<string, string>>): Record<string, string[]> {
  const found = Object.entries(texts).map(([place, text]) => [place, secretsIn(text)] as const);
  return Object.fromEntries(found.filter(([, secrets]) => secrets.length > 0));
}

/** Every file below a folder as text, by its path there; what is compressed is opened. */
export async function textsBelow(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts: Record<string, string> = {};
  for (const file of files.filter((entry) => entry.isFile())) {
    const path = join(file.parentPath, file.name);
    const content = await readFile(path);
    texts[relative(folder, path)] = (path.endsWith('.gz') ? gunzipSync(content) : content).toString('latin1');
  }
  return texts;
}

/** The same of a tar file, its list of contents included, by the path in it. */
export async function textsInArchive(archive: string): Promise<Record<string, string>> {
  const folder = await tempFolder();
  const unpack = start('tar', ['--extract', '--verbose', '--file', archive], {
    cwd: folder,
    env: toolPath(),
  });
  const { code, output } = await unpack.ending;
  if (code !== 0) throw new Error(`${archive} cannot be unpacked: ${output}`);
  return { contents: output, ...(await textsBelow(folder)) };
}

/** Writes a `.env` that leads to a service, with the accounts' secrets and another that nobody asks for. */
export async function writeDotEnv(
  folder: string,
  service: { port: number },
  accounts: readonly AccountSeed[] = CANARY_ACCOUNTS,
): Promise<void> {
  const variables = { ...variablesFor(service, accounts), NOBODY_ASKS: `for-${CANARY}` };
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
  await writeFile(join(folder, '.env'), [`# ${CANARY}`, ...lines, ''].join('\n'));
}

/** The command lines of a process and of all that it starts, as every user of the machine can read them, until it ends. */
export async function commandLines({ process, ending }: Child): Promise<string[]> {
  const seen = new Set<string>();
  let isRunning = true;
  const done = () => {
    isRunning = false;
  };
  ending.then(done, done);
  while (isRunning) {
    await look(process.pid ?? 0, seen);
    await delay(POLL_MS);
  }
  return [...seen];
}

async function look(pid: number, seen: Set<string>): Promise<void> {
  const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const line = (await read('cmdline')).replaceAll('\0', ' ').trim();
  if (line !== '') seen.add(line);
  const children = (await read(`task/${pid}/children`)).trim().split(' ').filter(Boolean);
  for (const child of children) await look(Number(child), seen);
}
