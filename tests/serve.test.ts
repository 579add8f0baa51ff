import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startVacancyService } from '../services/src/vacancies/start-vacancy-service';
import { statusOf, TestClient } from '../services/src/vacancies/test-client';
import { DEMO_RECORDS } from '../services/src/vacancies/vacancy-service-options';
import { type Child, startInTest } from './harness/child';
import { eventually } from './harness/eventually';
import { loadline, startLoadline } from './harness/loadline';
import { putLoadline } from './harness/own-home';
import { tempFolder } from './harness/temp-folder';

/** Runs a `loadline serve` that ends by itself. @returns its exit code and stderr */
async function outcome(...words: string[]): Promise<{ exitCode: number | null; stderr: string }> {
  const { code, stderr } = await loadline(await tempFolder(), ['serve', ...words]);
  return { exitCode: code, stderr };
}

/** Starts a vacancy service on a free port. @returns its process and greeting */
function start(...words: string[]): Promise<{ child: Child; greeting: string }> {
  return startSystem('vacancies', ...words);
}

async function startSystem(system: string, ...words: string[]): Promise<{ child: Child; greeting: string }> {
  const child = startLoadline(await tempFolder(), ['serve', system, '--port', '0', ...words]);
  await eventually(() => expect(child.said()).toContain('Ctrl-C'));
  return { child, greeting: child.said() };
}

function addressIn(greeting: string): string {
  return /127\.0\.0\.1:\d+/.exec(greeting)?.[0] ?? '';
}

describe('loadline serve vacancies', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, then ends with 0', async (signal) => {
    const { child, greeting } = await start('--stall');
    expect(greeting).toContain('export USER_3_EMAIL=user3@example.com\nexport USER_3_PASSWORD=password-3\n');
    const client = new TestClient(addressIn(greeting));
    await client.signIn();
    const open = statusOf(client.list({}));

    // The open call is never answered: the service does not wait for it.
    child.process.kill(signal);
    expect((await child.ending).code).toBe(0);
    expect((await open).name).not.toBe('OK');
    client.close();
  });

  it('obeys its options', async () => {
    const { greeting } = await start(
      ...['--fail-share', '0.5', '--fail-status', 'UNAVAILABLE', '--seed-records', '2', '--auth', 'off'],
      ...['--account', "own@example.com:it's:own", '--account', 'two@example.com:2'],
    );
    expect(greeting).toContain("export USER_1_PASSWORD='it'\\''s:own'\n");
    expect(greeting).toContain('export USER_2_EMAIL=two@example.com\n');
    expect(greeting).not.toContain('user1@example.com');
    const client = new TestClient(addressIn(greeting));
    expect(await client.list({})).toEqual(['seed-2', 'seed-1']);
    expect((await statusOf(client.list({}))).name).toBe('UNAVAILABLE');
    expect((await statusOf(client.signIn('own@example.com', "it's:own"))).name).toBe('OK');
    client.close();
  });

  it('has as many records as in a demo, so that a listing is not empty', async () => {
    const { greeting } = await start('--auth', 'off');
    const client = new TestClient(addressIn(greeting));
    expect(await client.list({ page: 1, limit: 1000 })).toHaveLength(DEMO_RECORDS);
    client.close();
  });

  it('accepts the system’s name after the options', async () => {
    const { exitCode, stderr } = await outcome('--port', 'x', 'vacancies', '--auth', 'on');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('\n  --port: "x" will not do');
    expect(stderr).toContain('\n  --auth: "on" is unknown');
  });

  it('names a port that is in use', async () => {
    const other = await startVacancyService({ port: 0 });
    const service = await outcome('vacancies', '--port', String(other.port));
    const control = await outcome('vacancies', '--port', '0', '--control-port', String(other.controlPort));
    await other.stop();
    expect(service).toEqual({
      exitCode: 2,
      stderr: `error: port ${other.port} on 127.0.0.1 is taken: stop what listens there, or write --port 0 for a free one\n`,
    });
    expect(control.exitCode).toBe(2);
    expect(control.stderr).toContain('or write --control-port 0 for a free one');
  });

  it('names all wrong options at once', async () => {
    const wrong = {
      '--port': '65536',
      '--control-port': 'x',
      '--auth': 'on',
      '--latency': '50',
      '--fail-share': '1.1',
      '--fail-status': 'INTERNALL',
      '--hang-share': '20%',
      '--seed-records': '-1',
      '--access-token-life': '999ms',
      '--refresh-token-life': '1',
      '--account': 'secret',
    };
    const { exitCode, stderr } = await outcome('vacancies', ...Object.entries(wrong).flat());
    expect(exitCode).toBe(2);
    for (const option of Object.keys(wrong)) expect(stderr).toContain(`\n  ${option}: `);
    expect(stderr).toContain('did you mean "INTERNAL"?');
    expect(stderr).toContain('write 50s or 50ms');
    expect(stderr).not.toContain('secret');
  });

  it.each([
    ['an unknown system', ['vacancy'], 'did you mean "vacancies"? valid: vacancies'],
    [
      'an unknown system with options',
      ['request', '--workers', '2'],
      'did you mean "requests"? valid: vacancies',
    ],
    ['no system', [], 'is missing: valid: vacancies'],
    ['an unknown option', ['vacancies', '--prot', '1'], "unknown option '--prot'"],
    ['an empty value', ['requests', '--host', ''], '--host: has an empty value'],
    ['an e-mail twice', ['vacancies', '--account', 'a@b:1', '--account', 'A@b:2'], 'A@b is there twice'],
  ])('%s ends with 2', async (_what, words, expected) => {
    const { exitCode, stderr } = await outcome(...words);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(expected);
  });
});

/** Reads the variables that a greeting exports. */
function variablesIn(greeting: string): Record<string, string> {
  return Object.fromEntries(
    [...greeting.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
}

describe('loadline serve requests', () => {
  it('prints the variables for a load test, obeys its options, and exits with 0', async () => {
    const { child, greeting } = await startSystem(
      ...['requests', '--work-time', '1h', '--bucket', 'own.csv', '--queue-status', 'UNHEALTHY'],
      ...['--job-every', '5s', '--dataset', 'mine'],
      ...['--fail-share', '1', '--fail-status', '418', '--fault-route', 'POST /requests'],
    );
    const { TARGET_HOST } = variablesIn(greeting);
    expect(TARGET_HOST).toBe(`http://${addressIn(greeting)}`);
    expect((await fetch(`${TARGET_HOST}/requests`, { method: 'POST' })).status).toBe(418);
    expect((await fetch(`${TARGET_HOST}/health`)).status).toBe(500);
    const stats = /http:\S+\/stats/.exec(greeting)?.[0] ?? '';
    expect(await (await fetch(stats)).json()).toMatchObject({ calls: { 'POST /requests': { 418: 1 } } });
    child.process.kill('SIGTERM');
    expect((await child.ending).code).toBe(0);
  });

  it('names all wrong options at once', async () => {
    const wrong = {
      '--fail-status': '600',
      '--cut-share': '2',
      '--malformed-share': 'x',
      '--workers': '0',
      '--work-time': '700h',
      '--job-every': '2',
      '--cold': 'yes',
      '--detail-rows': '-1',
      '--queue-status': 'healthy',
    };
    const { exitCode, stderr } = await outcome('requests', ...Object.entries(wrong).flat());
    expect(exitCode).toBe(2);
    for (const option of Object.keys(wrong)) expect(stderr).toContain(`\n  ${option}: `);
    expect(stderr).toContain('did you mean "HEALTHY"?');
  });

  it('names the nearest route', async () => {
    const { exitCode, stderr } = await outcome('requests', '--port', '0', '--fault-route', 'POST /request');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean "POST /requests"?');
  });
});

describe('loadline serve chater', () => {
  it('prints a token that the service accepts, of a user without a daily limit', async () => {
    const { greeting } = await startSystem(
      ...['chater', '--test-user-email', 'own@example.com', '--daily-limit', '0', '--poll-quantum', '0s'],
      ...['--back-end-time', '0s'],
    );
    const { TARGET_HOST, TEST_USER_TOKEN, TEST_USER_EMAIL } = variablesIn(greeting);
    expect(TEST_USER_EMAIL).toBe('own@example.com');
    const headers = { authorization: `Bearer ${TEST_USER_TOKEN}` };
    const call = (path: string, method = 'GET') => fetch(`${TARGET_HOST}${path}`, { method, headers });
    expect((await call('/get_recommendation', 'POST')).status).toBe(200);
    expect((await fetch(`${TARGET_HOST}/eater_get_today`)).status).toBe(401);
  });

  it('keeps a short secret out of its error', async () => {
    const { exitCode, stderr } = await outcome('chater', '--secret', 'hidden');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('\n  --secret: is too short: write 32 bytes or more');
    expect(stderr).not.toContain('hidden');
  });
});

describe('loadline serve fractal', () => {
  it('prints the variables for a load test, and writes the certificate', async () => {
    const caFile = join(await tempFolder(), 'ca.pem');
    const { greeting } = await startSystem(
      ...['fractal', '--host-port', '0', '--ca-file', caFile, '--admin-password', "it's", '--region', 'mine'],
    );
    const variables = variablesIn(greeting);
    expect(variables).toEqual({
      TARGET_HOST: `http://${addressIn(greeting)}`,
      ADMIN_USERNAME: 'admin',
      ADMIN_PASSWORD: "'it'\\''s'",
      REGION_NAME: 'mine',
      HOST_SERVICE_PORT: expect.stringMatching(/^[1-9]\d+$/),
      SSL_CERT_FILE: caFile,
    });
    expect(await readFile(caFile, 'utf8')).toContain('BEGIN CERTIFICATE');
    const login = { username: 'admin', password: "it's" };
    const answer = await fetch(`${variables.TARGET_HOST}/admin/login`, {
      method: 'POST',
      body: JSON.stringify(login),
    });
    expect(answer.status).toBe(200);
    const hostPort = /https:\/\/127\.0\.0\.1:(\d+)/.exec(greeting)?.[1] ?? '';
    const { stderr } = await outcome('fractal', '--port', '0', '--host-port', hostPort, '--ca-file', caFile);
    expect(stderr).toContain('or write --host-port 0 for a free one');
  });
});

/** Makes a project with only the command line, and a `package.json` if one is given. */
async function projectWith(packageJson?: string): Promise<string> {
  const folder = await tempFolder();
  await putLoadline(folder);
  if (packageJson !== undefined) await writeFile(join(folder, 'package.json'), packageJson);
  return folder;
}

function loadlineOf(folder: string, ...words: string[]): Child['ending'] {
  const options = { cwd: folder, env: {} };
  return startInTest(process.execPath, [join(folder, 'bin/loadline'), ...words], options).ending;
}

describe('a project without reference services', () => {
  it('does not list serve and demo, and says in one line what to declare', async () => {
    const folder = await projectWith();
    const help = await loadlineOf(folder, '--help');
    expect(help.stdout).toMatch(/^ {2}run /m);
    expect(help.stdout).not.toMatch(/serve|demo/);
    for (const words of [['demo'], ['demo', 'vacancies', '--users', '3'], ['serve', 'vacancies']]) {
      const { code, stderr } = await loadlineOf(folder, ...words);
      expect(code).toBe(2);
      expect(stderr).toContain('package.json: names none: write "loadline": { "services": ');
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  it.each([
    ['{ "loadline": { "services": {} } }', 'loadline.services is no path: write "loadline": {'],
    ['{ "loadline": { "services": "" } }', 'loadline.services is no path: write "loadline": {'],
    ['{ "loadline": { "services": "./none.mjs" } }', './none.mjs: is not there: run `make build`'],
    ['{ "loadline": { "services": "./bin/loadline" } }', './bin/loadline: exports no services: '],
    ['{ "loadline": { "services": "./bin/package.json" } }', './bin/package.json: cannot be loaded: '],
    ['{', 'package.json: '],
  ])('%s ends with 2', async (packageJson, told) => {
    const { code, stderr } = await loadlineOf(await projectWith(packageJson), 'demo');
    expect(stderr).toContain(told);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(2);
  });

  it('serves those of its own module, and loads the module only when it needs it', async () => {
    const folder = await projectWith('{ "loadline": { "services": "./own.mjs" } }');
    const service = `{
      description: 'a service of its own', options: [], examples: [],
      start: () => Promise.reject(new Error('it was asked to start')),
      demo: { users: '1', duration: '1s', start: () => {} },
    }`;
    await writeFile(join(folder, 'own.mjs'), `console.log('loaded');\nexport default { own: ${service} };\n`);
    expect(await loadlineOf(folder, 'serve', 'own')).toMatchObject({
      code: 2,
      stderr: 'error: it was asked to start\n',
    });
    expect((await loadlineOf(folder, 'help', 'serve')).stdout).toContain('what to serve: own');
    const help = await loadlineOf(folder, '--help');
    expect(help.stdout).toMatch(/^ {2}demo /m);
    expect(help.stdout).not.toContain('loaded');
    await writeFile(join(folder, 'own.mjs'), 'export default { own: {} };\n');
    expect((await loadlineOf(folder, 'demo')).stderr).toContain(
      './own.mjs: own is no reference service: it has no start',
    );
  });
});
