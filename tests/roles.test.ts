import { copyFile, cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ending, startInTest } from './harness/child';
import { fixtureSuites } from './harness/fixture-suites';
import { runK6 } from './harness/k6-run';
import { onLoopback } from './harness/on-loopback';
import { putLoadline } from './harness/own-home';
import { project } from './harness/project';
import { newFolder, tempFolder } from './harness/temp-folder';

/** A project with a single suite: the fixture that signs in with a user name. */
let home: string;

const SUITE = 'user-names';
const bundle = () => join(home, 'dist', `${SUITE}.js`);

beforeAll(async () => {
  home = await newFolder();
  for (const folder of ['dist', 'plans/environments']) await mkdir(join(home, folder), { recursive: true });
  for (const file of [`${SUITE}.js`, `${SUITE}.control.js`])
    await copyFile(join(fixtureSuites(), file), join(home, 'dist', file));
  await copyFile(project('dist/built-in.json'), join(home, 'dist/built-in.json'));
  await cp(project('plans/profiles'), join(home, 'plans/profiles'), { recursive: true });
  await putLoadline(home);
  await symlink(project('thresholds'), join(home, 'thresholds'));
  const test = `suite: ${SUITE}, profile: smoke, environment: shop, description: its sign-in takes a user name`;
  await writeFile(join(home, 'plans/registry.yml'), `current: shop\ntests: { shop: { ${test} } }\n`);
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Starts a shop with two accounts, whose refusals name the account. */
async function startShop(): Promise<{ address: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.url !== '/sign-in') {
      seen.push(`${request.url} ${request.headers.authorization}`);
      const isFirst = seen.filter((line) => line.startsWith('/orders')).length === 1;
      return response.writeHead(isFirst ? 401 : 200).end('fine');
    }
    const { username, password } = JSON.parse(body) as Record<string, string>;
    seen.push(`/sign-in ${username} ${password}`);
    const isKnown = password === 'shop-word-1' || password === 'shop-word-2';
    if (isKnown) return response.end(JSON.stringify({ token: `token of ${username}` }));
    return response.writeHead(403).end(`${username} may not come in`);
  });
  const port = await onLoopback(server);
  return { address: `127.0.0.1:${port}`, seen };
}

/** Runs the test with an environment whose role lists these accounts. */
async function runShop(
  address: string,
  accounts: string,
  variables: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Ending> {
  const cwd = await tempFolder();
  const roles = `roles: { user: ${accounts} }`;
  const file = `description: a shop\nallow: []\nsuites: { ${SUITE}: { address: '${address}' } }\n${roles}\n`;
  await writeFile(join(home, 'plans/environments/shop.yml'), file);
  const command = [join(home, 'bin/loadline'), ...args];
  return startInTest(process.execPath, command, { cwd, env: { HOME: cwd, ...variables } }).ending;
}

const ACCOUNTS =
  '[{ username: SHOP_NAME, password: SHOP_WORD }, { username: OTHER_NAME, password: OTHER_WORD }]';
const VARIABLES = {
  SHOP_NAME: 'shop-user-1',
  SHOP_WORD: 'shop-word-1',
  OTHER_NAME: 'shop-user-2',
  OTHER_WORD: 'shop-word-2',
};
const LOAD = ['run', '--users', '2', '--duration', '2s', '--log-level', 'debug'];

it("accounts of an environment's role with a user name sign in, renew a session, and appear in no output", async () => {
  const { address, seen } = await startShop();
  const { code, output } = await runShop(address, ACCOUNTS, VARIABLES, LOAD);
  expect(code, output).toBe(0);
  const signIns = seen.filter((line) => line.startsWith('/sign-in')).sort();
  expect([...new Set(signIns)]).toEqual([
    '/sign-in shop-user-1 shop-word-1',
    '/sign-in shop-user-2 shop-word-2',
  ]);
  // Two in the set-up, and one after the call that the server refused.
  expect(signIns).toHaveLength(3);
  expect(
    seen.filter((line) => line.startsWith('/orders')).every((line) => / token of shop-user-\d$/.test(line)),
  ).toBe(true);
  expect(output).not.toMatch(/shop-user|shop-word/);
});

it('a field that the suite needs and an account lacks is reported with its place, exit code 2, and no request', async () => {
  const { address, seen } = await startShop();
  const wrong = '[{ username: SHOP_NAME, password: SHOP_WORD }, { email: OTHER_NAME, password: OTHER_WORD }]';
  const { code, output } = await runShop(address, wrong, VARIABLES, LOAD);
  expect(output).toContain(
    'plans/environments/shop.yml: roles.user[1]: has no "username", and suite user-names signs in with username and password',
  );
  expect(code).toBe(2);
  expect(seen).toEqual([]);
});

it('the error of a refused sign-in names the variables to check, and not the account', async () => {
  const { address } = await startShop();
  const { code, output } = await runShop(
    address,
    ACCOUNTS,
    { ...VARIABLES, SHOP_WORD: 'not-the-word' },
    LOAD,
  );
  expect(output).toContain('account 1 (USER_1_USERNAME) could not sign in: status_403');
  // The sentence is wrapped.
  expect(output.replaceAll(/\s+/g, ' ')).toContain(
    'Check USER_1_USERNAME (SHOP_NAME of environment shop) and USER_1_PASSWORD (SHOP_WORD of environment shop)',
  );
  expect(output).toContain('*** may not come in');
  expect(output).not.toMatch(/shop-user|shop-word|not-the-word/);
  expect(code).toBe(3);
});

it("the accounts come from k6's secret source under the same names", async () => {
  const { address, seen } = await startShop();
  const secrets = 'USER_1_USERNAME=shop-user-1,USER_1_PASSWORD=shop-word-1';
  const end = await runK6({
    bundle: bundle(),
    variables: { TARGET_HOST: `http://${address}`, DEBUG: '1', USER_ACCOUNTS: '1' },
    args: [`--secret-source=mock=${secrets}`],
  });
  expect(end.code, end.output).toBe(0);
  expect(seen.filter((line) => line.startsWith('/sign-in'))).toEqual(
    Array.from({ length: 2 }, () => '/sign-in shop-user-1 shop-word-1'),
  );
  expect(end.output).not.toMatch(/shop-user|shop-word/);
});
