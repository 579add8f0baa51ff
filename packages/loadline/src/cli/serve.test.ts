import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import webpack from 'webpack';
import { startVacancyService } from '../../../../services/src/vacancies/start-vacancy-service';
import { statusOf, TestClient } from '../../../../services/src/vacancies/test-client';
import { DEMO_RECORDS } from '../../../../services/src/vacancies/vacancy-service-options';

/** Bundling takes seconds, more on a busy machine. */
const BUNDLE_TIMEOUT_MS = 120_000;

let folder: string;
const running: ChildProcessWithoutNullStreams[] = [];

// Real processes, because exit codes and signals are what is tested.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loadline-serve-'));
  await bundle(join(import.meta.dirname, 'serve.ts'), folder);
  await writeFile(
    join(folder, 'run.cjs'),
    `require('./serve.cjs').serveCommand().parseAsync(process.argv.slice(2), { from: 'user' });`,
  );
}, BUNDLE_TIMEOUT_MS);

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

afterAll(() => rm(folder, { recursive: true }));

function bundle(entry: string, path: string): Promise<void> {
  const compiler = webpack({
    mode: 'development',
    devtool: false,
    target: 'node20',
    entry,
    output: { path, filename: 'serve.cjs', library: { type: 'commonjs2' } },
    resolve: { extensions: ['.ts', '.js'] },
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: 'ts-loader',
          options: { transpileOnly: true, compilerOptions: { noEmit: false } },
        },
      ],
    },
  });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error) reject(error);
      else if (stats?.hasErrors()) reject(new Error(stats.toString('errors-only')));
      else resolve();
    });
  });
}

function run(...words: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [join(folder, 'run.cjs'), ...words]);
  running.push(child);
  return child;
}

/** What a process that ends by itself leaves. */
async function outcome(...words: string[]): Promise<{ exitCode: number; stderr: string }> {
  const child = run(...words);
  const texts: string[] = [];
  child.stderr.on('data', (chunk) => texts.push(String(chunk)));
  const [exitCode] = await once(child, 'close');
  return { exitCode, stderr: texts.join('') };
}

/** The greeting of a vacancy service on a free port. */
function start(...words: string[]): Promise<{ child: ChildProcessWithoutNullStreams; greeting: string }> {
  return startSystem('vacancies', ...words);
}

async function startSystem(
  system: string,
  ...words: string[]
): Promise<{ child: ChildProcessWithoutNullStreams; greeting: string }> {
  const child = run(system, '--port', '0', ...words);
  let greeting = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    greeting += chunk;
    if (greeting.includes('Ctrl-C')) break;
  }
  return { child, greeting };
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

    // The open call is never answered: the end waits for none.
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([0, null]);
    expect((await open).name).not.toBe('OK');
    client.close();
  });

  it('does what its options say', async () => {
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

  it('holds as many records as a demo starts with, so that a listing has something to read', async () => {
    const { greeting } = await start('--auth', 'off');
    const client = new TestClient(addressIn(greeting));
    expect(await client.list({ page: 1, limit: 1000 })).toHaveLength(DEMO_RECORDS);
    client.close();
  });

  it('may stand behind its options', async () => {
    const { exitCode, stderr } = await outcome('--port', 'x', 'vacancies', '--auth', 'on');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('\n  --port: "x" will not do');
    expect(stderr).toContain('\n  --auth: "on" is unknown');
  });

  it('names the port that is taken', async () => {
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

/** The variables that a greeting exports. */
function variablesIn(greeting: string): Record<string, string> {
  return Object.fromEntries(
    [...greeting.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
}

describe('loadline serve requests', () => {
  it('greets with what a load test needs, does what its options say, and ends with 0', async () => {
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
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
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
  it('greets with a token that the service takes, of a user without daily limit', async () => {
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
  it('greets with what a load test needs, and writes the certificate', async () => {
    const caFile = join(folder, 'ca.pem');
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
