import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEMO_ACCOUNTS } from '../services/src/vacancies/demo-accounts';
import { loadline } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';

const [account] = DEMO_ACCOUNTS;
const STAGE = { STAGE_MAIL: account?.email ?? '', STAGE_WORD: account?.password ?? '' };
const ROLES = 'environment.roles.user=[{ email: STAGE_MAIL, password: STAGE_WORD }]';
/** Accounts of another system, which this run must not use. */
const OTHERS = {
  USER_1_EMAIL: 'other1@example.com',
  USER_1_PASSWORD: 'of-another-system',
  USER_2_EMAIL: 'other2@example.com',
  USER_2_PASSWORD: 'of-another-system',
};
const DEBUG = ['run', 'vacancies-smoke', '--debug', '--log-level', 'debug', '--set', ROLES];

/** Makes a folder with a `.env` of these variables. */
async function folderWith(variables: Readonly<Record<string, string>>): Promise<string> {
  const folder = await tempFolder();
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'\r\n`);
  await writeFile(join(folder, '.env'), `\ufeff${lines.join('')}`);
  return folder;
}

it('only the accounts that the environment lists sign in; an empty exported variable does not hide that of .env', async () => {
  const service = await referenceService();
  const target = { SERVICE_HOST: '127.0.0.1', SERVICE_PORT: String(service.port) };
  const cwd = await folderWith({ ...target, ...OTHERS, ...STAGE });
  const { code, output } = await loadline(cwd, DEBUG, { SERVICE_PORT: '', STAGE_WORD: '', PROFILE: '' });
  expect(code, output).toBe(0);
  // No other account has tried to sign in: the service refuses those of the other system.
  expect(Object.keys(service.stats().calls['pb.AuthService/SignInUser'] ?? {})).toEqual(['OK']);
  expect(output).not.toMatch(/other\d@example\.com/);
});

it('an account of the environment that is not set: reported by its name there, exit code 2, and no request', async () => {
  const service = await referenceService();
  const { STAGE_WORD: _, ...rest } = STAGE;
  const cwd = await folderWith({ ...OTHERS, ...rest, SERVICE_PORT: String(service.port) });
  const { code, output } = await loadline(cwd, DEBUG);
  expect(output).toContain('USER_1_PASSWORD (STAGE_WORD of --set): is not set');
  expect(code).toBe(2);
  expect(service.stats().calls).toEqual({});
});

it.each([
  ['in UTF-16', Buffer.from('\ufeffA=s3cret\r\n', 'utf16le'), '.env: is not UTF-8 but UTF-16'],
  ['with a value that would be cut', 'A=1\r\nB=s3cret#1\r\n', '.env, line 2: holds a #'],
  ['that is a folder', undefined, '.env: is a folder'],
])(
  'a .env %s: one line that says so, without its content, and exit code 2',
  async (_how, content, problem) => {
    const cwd = await tempFolder();
    if (content === undefined) await mkdir(join(cwd, '.env'));
    else await writeFile(join(cwd, '.env'), content);
    const { code, output } = await loadline(cwd, ['plan']);
    expect(output.trim().split('\n').slice(1)).toEqual([expect.stringContaining(`  ${problem}`)]);
    expect(output).not.toContain('s3cret');
    expect(code).toBe(2);
  },
);
