import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFractalService } from '../services/src/fractal/start-fractal-service';
import { startRequestsService } from '../services/src/requests/start-requests-service';
import { DEMO_ACCOUNTS } from '../services/src/vacancies/demo-accounts';
import { startVacancyService } from '../services/src/vacancies/start-vacancy-service';
import { type Child, start } from './harness/child';
import { adapted, type Command, commandBlocks, DOCUMENTS, NOT_RUN, whyNotRun } from './harness/documents';
import { eventually } from './harness/eventually';
import { toolPath } from './harness/fixture-suites';
import { putLoadline } from './harness/own-home';
import { project } from './harness/project';
import { newFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/**
 * Four users who each start a journey per second, for two seconds; options in a command take precedence. There are too few
 * samples for a percentile, so a slow machine changes no exit code.
 */
const SHORT = { USERS: '4', DURATION: '2s', EVERY: '1s' };

let services: Awaited<ReturnType<typeof startServices>>;
const homes: string[] = [];

async function startServices() {
  const [vacancies, requests, fractal] = await Promise.all([
    startVacancyService({ port: 0, seedRecords: 1_000 }),
    startRequestsService({ port: 0, workers: 50, jobEveryMs: 0 }),
    startFractalService({ port: 0, hostPort: 0, rateLimit: 0, hostWaitMs: 100, taskMs: 100 }),
  ]);
  return { vacancies, requests, fractal };
}

beforeAll(async () => {
  services = await startServices();
});
afterAll(async () => {
  await Promise.all(Object.values(services).map((service) => service.stop()));
  for (const home of homes) await rm(home, { recursive: true, force: true });
});

/** Makes a project with the suites, plans and services of this one, for runs and archives of its own. */
async function makeHome(): Promise<string> {
  const home = await newFolder();
  homes.push(home);
  await putLoadline(home);
  for (const path of ['docs', 'node_modules', 'package.json', 'plans', 'services', 'thresholds'])
    await symlink(project(path), join(home, path));
  await cp(project('dist'), join(home, 'dist'), { recursive: true });
  await writeFile(join(home, 'ca.pem'), services.fractal.caCertificate);
  const lines = DEMO_ACCOUNTS.map(
    ({ email, password }, at) => `USER_${at + 1}_EMAIL=${email}\nUSER_${at + 1}_PASSWORD=${password}\n`,
  );
  await writeFile(join(home, 'accounts.secret'), lines.join(''));
  return home;
}

/** Makes the environment of a block's commands: the addresses of the services, and the accounts. */
function environmentOf(home: string, block: readonly Command[], served: Readonly<Record<string, string>>) {
  const text = block.map((command) => command.text).join('\n');
  const { vacancies, requests, fractal } = services;
  const { SERVICE_HOST = '', SERVICE_PORT = '', ...accounts } = variablesFor(vacancies);
  const { PATH } = toolPath();
  const own = { PATH: `${join(home, 'bin')}:${PATH}`, HOME: home, NO_COLOR: '1', SERVICE_HOST, SERVICE_PORT };
  const isFractal = /\bfractal\b/.test(text);
  return {
    ...own,
    ...(text.includes('USER_ACCOUNTS') ? {} : accounts),
    // A plan sends no request, and a service has options of its own.
    ...(/loadline (plan|serve)/.test(text) && !text.includes(' run ') ? {} : SHORT),
    TARGET_HOST: `http://${requests.address}`,
    ...(isFractal && {
      EVERY: 'once',
      TARGET_HOST: `http://${fractal.address}`,
      HOST_SERVICE_PORT: String(fractal.hostPort),
      SSL_CERT_FILE: join(home, 'ca.pem'),
      ADMIN_USERNAME: 'admin',
      ADMIN_PASSWORD: 'admin-password',
    }),
    ...served,
  };
}

/** Starts a service of a document, as in another terminal. @returns the exports and the control port that it prints */
async function serve(text: string, home: string, env: Readonly<Record<string, string>>) {
  const child = start('/bin/sh', ['-c', `exec ${text}`], { cwd: home, env });
  await eventually(() => expect(child.said()).toContain('Ctrl-C'));
  const exports = [...child.said().matchAll(/^export (\w+)='?(.*?)'?$/gm)];
  const control = /^control: http:\/\/([\d.:]+)/m.exec(child.said())?.[1];
  const served = Object.fromEntries(exports.map(([, name = '', value = '']) => [name, value]));
  return { child, exports: served, control };
}

/** Runs a block as one script, because its exports apply to the following commands. */
async function runBlock(
  block: readonly Command[],
  home: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const lines = block.map(({ text }) => `${text}\necho $? >&3`);
  const script = ['exec 3>codes', ...lines].join('\n');
  const { output } = await start('/bin/sh', ['-c', script], { cwd: home, env }).ending;
  const codes = (await readFile(join(home, 'codes'), 'utf8')).trim().split('\n').map(Number);
  const found = block.map(({ text }, at) => `${text}   # exit ${codes[at]}`);
  expect(found, output).toEqual(block.map(({ text, code }) => `${text}   # exit ${code}`));
}

describe.concurrent('every command in the documents has the documented exit code', () => {
  const documents = DOCUMENTS.filter((file) => commandBlocks(file).length > 0);
  it.each(documents)('%s', async (file) => {
    const home = await makeHome();
    const children: Child[] = [];
    let served: Record<string, string> = {};
    let control: string | undefined;
    try {
      for (const found of commandBlocks(file)) {
        const target = served.TARGET_HOST?.replace('http://', '') ?? services.requests.address;
        const addresses = { vacancies: services.vacancies, requests: { address: target }, control };
        const block = found
          .filter((command) => whyNotRun(command) === undefined)
          .map(({ text, code }) => ({ text: adapted(text, addresses), code }));
        const env = environmentOf(home, block, served);
        const [first] = block;
        if (!first) continue;
        if (first.text.startsWith('bin/loadline serve')) {
          const service = await serve(first.text, home, env);
          children.push(service.child);
          served = service.exports;
          control = service.control;
        } else {
          await runBlock(block, home, env);
          // A service in another terminal serves only the next block.
          served = {};
        }
      }
    } finally {
      for (const child of children) child.process.kill('SIGTERM');
    }
    for (const child of children) expect((await child.ending).code).toBe(0);
  });
});

it('every reason not to run a command is in use', () => {
  const commands = DOCUMENTS.flatMap((file) => commandBlocks(file).flat());
  const used = new Set(commands.map(whyNotRun).filter((reason) => reason !== undefined));
  expect(used.size).toBe(NOT_RUN.length);
});
