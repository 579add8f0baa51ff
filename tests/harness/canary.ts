import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { AccountSeed } from '../../services/src/vacancies/demo-accounts';
import { type Child, start } from './child';
import { toolPath } from './fixture-suites';
import { tempFolder } from './temp-folder';
import { variablesFor } from './variables';

/** Part of every secret that a test makes up, and of no other text. */
const CANARY = 'c4n4ry';
/** Short enough to find each process that lives longer than some milliseconds. */
const POLL_MS = 10;

/**
 * Accounts whose passwords and e-mail addresses a test finds in any text, also where quotes, angle brackets or URL
 * characters are escaped.
 */
export const CANARY_ACCOUNTS: readonly AccountSeed[] = [1, 2].map((n) => ({
  email: `keeper${n}-${CANARY}@example.com`,
  password: `h"u<s>h&-${CANARY}-${n}-%3D`,
  name: `Keeper ${n}`,
  verified: true,
}));

/** Finds secrets in a text: those that tests make up, and every JWT from any issuer. */
export function secretsIn(text: string): string[] {
  const pattern = new RegExp(`.{0,60}(?:${CANARY}|${hex(CANARY)}).{0,20}`, 'gi');
  const encoded = new RegExp(`.{0,60}(?:${inBase64(CANARY).join('|')}).{0,20}`, 'g');
  return [...(text.match(pattern) ?? []), ...(text.match(encoded) ?? []), ...tokensIn(text)];
}

/**
 * Finds JWTs, also those that are cut off. Their header begins with `{"`, in base64 `eyJ`, which compressed data in base64 may
 * contain by chance, and goes on with a parameter, whose names have three letters (RFC 7515, section 4.1).
 */
function tokensIn(text: string): string[] {
  const found = [...text.matchAll(/\beyJ[\w-]{8,}/g)].map(([start]) => start.slice(0, 60));
  return found.filter((start) => /^\{"[a-z]{3}"/.test(Buffer.from(start, 'base64url').toString('latin1')));
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** The part of a text's base64 that does not depend on the text around it, for each of the three alignments. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from(`${'x'.repeat(before)}${text}`)
      .toString('base64')
      .replaceAll('=', '');
    const whole = Math.floor(((before + text.length) * 8) / 6);
    return encoded.slice(Math.ceil((before * 8) / 6), whole);
  });
}

/** Finds the secrets in each of some texts, by the name of the text. */
export function leaks(texts: Readonly<Record<string, string>>): Record<string, string[]> {
  const found = Object.entries(texts).map(([place, text]) => [place, secretsIn(text)] as const);
  return Object.fromEntries(found.filter(([, secrets]) => secrets.length > 0));
}

/** Reads every file below a folder as text, by its relative path. Compressed files are unpacked. */
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

/** Reads every file in a tar file as text, by its path in the archive, and the list of contents. */
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

/** Writes a `.env` with the address of a service, the accounts' secrets, and another secret that no suite reads. */
export async function writeDotEnv(
  folder: string,
  service: { port: number },
  accounts: readonly AccountSeed[] = CANARY_ACCOUNTS,
): Promise<void> {
  const variables = { ...variablesFor(service, accounts), NOBODY_ASKS: `for-${CANARY}` };
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
  await writeFile(join(folder, '.env'), [`# ${CANARY}`, ...lines, ''].join('\n'));
}

/** Collects the command lines of a process and its descendants until it ends. Every user of the machine can read them. */
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
