import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runK6 } from './harness/k6-run';
import { childProcesses, loadline, startLoadline } from './harness/loadline';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const RUN = ['run', 'vacancies-smoke', '--run-id', 'one', '--users', '60', '--duration', '2s'];
const CLOSED = { port: 1 };

/** Makes a home folder whose k6 config file limits k6 to five calls per second. */
async function homeWithConfig(): Promise<string> {
  const home = await tempFolder();
  await mkdir(join(home, '.config', 'k6'), { recursive: true });
  await writeFile(join(home, '.config', 'k6', 'config.json'), '{"rps":5}');
  return home;
}

describe('bin/loadline', () => {
  it('refuses every k6 variable that changes a run, all together, before any request', async () => {
    const variables = {
      K6_RPS: '5',
      K6_NO_TEARDOWN: 'true',
      K6_SYSTEM_TAGS: 'url',
      K6_OUT: 'json=x',
      K6_TYPO: '1',
    };
    for (const command of [RUN, ['plan', 'vacancies-smoke']]) {
      const end = await loadline(await tempFolder(), command, { ...variablesFor(CLOSED), ...variables });
      expect(end.code, end.output).toBe(2);
      for (const name of Object.keys(variables)) expect(end.stderr).toContain(`${name}: `);
    }
  });

  it('starts k6 with a config file of its own, without usage report and proxy', async () => {
    const cwd = await homeWithConfig();
    const proxies = {
      HTTP_PROXY: 'http://192.0.2.1:3128',
      https_proxy: 'http://192.0.2.1:3128',
      NO_PROXY: 'a',
    };
    const variables = { ...variablesFor(await referenceService()), ...proxies, K6_NO_USAGE_REPORT: 'false' };
    const run = startLoadline(cwd, [...RUN, '--instances', '2'], variables);
    const [environment, command] = await vi.waitFor(async () => {
      const [k6] = await childProcesses(run.process.pid ?? 0, 'samples-2.csv.gz');
      const text = await readFile(`/proc/${k6}/environ`, 'utf8');
      if (!text.includes('RUN_ID=')) throw new Error('k6 has not started yet');
      return [text.split('\0'), (await readFile(`/proc/${k6}/cmdline`, 'utf8')).split('\0')] as const;
    }, 30_000);
    expect(environment.filter((line) => /^(K6_|\w*proxy)/i.test(line)).toSorted()).toEqual([
      expect.stringMatching(/^K6_CSV_FILENAME=.*samples-2\.csv\.gz\.pipe$/),
      'K6_CSV_TIME_FORMAT=unix_micro',
      'K6_NO_USAGE_REPORT=true',
    ]);
    expect(command).toContain('--config');
    const { code, output } = await run.ending;
    expect([0, 3], output).toContain(code);
    expect(await readFile(join(cwd, 'reports/one/k6-2.log'), 'utf8')).not.toContain('option rps');
  });

  it('takes DEBUG=true for DEBUG=1', async () => {
    const variables = { ...variablesFor(await referenceService({ seedRecords: 90 })), DEBUG: 'true' };
    const { output } = await loadline(await tempFolder(), ['run', 'vacancies-smoke'], variables);
    expect(output).toContain('CreateVacancy {');
  });

  it('refuses a proxy that is not allowed, and any proxy for gRPC', async () => {
    const target = { TARGET_HOST: 'http://127.0.0.1:1' };
    const proxy = ['--proxy', 'http://192.0.2.1:3128'];
    const end = await loadline(await tempFolder(), ['plan', 'requests', ...proxy], target);
    expect(end.code, end.output).toBe(2);
    expect(end.stderr).toContain('ALLOW_TARGET=192.0.2.1:3128');
    const grpc = await loadline(
      await tempFolder(),
      ['plan', 'vacancies-smoke', ...proxy],
      variablesFor(CLOSED),
    );
    expect(grpc.code, grpc.output).toBe(2);
    expect(grpc.stderr).toContain('--proxy: suite vacancies speaks gRPC');
    const local = ['plan', 'requests', '--proxy', 'http://127.0.0.1:3128'];
    const planned = await loadline(await tempFolder(), local, target);
    expect(planned.code, planned.output).toBe(0);
    expect(planned.stdout).toMatch(/HTTP_PROXY +http:\/\/127\.0\.0\.1:3128 +--proxy/);
  });
});

describe('k6 alone', () => {
  it('refuses the same variables, before any request', async () => {
    const variables = { ...variablesFor(CLOSED), K6_RPS: '5', K6_HTTP_DEBUG: 'full' };
    const end = await runK6({ variables });
    expect(end.code, end.output).toBe(107);
    expect(end.stderr).toContain('K6_RPS: ');
    expect(end.stderr).toContain('K6_HTTP_DEBUG: ');
  });

  it.each([
    ['rps of the config file', 107, 'option rps of k6', []],
    ['--no-teardown', 107, 'option noTeardown of k6', ['--no-teardown']],
    ['--no-setup', 108, 'remove --no-setup', ['--no-setup']],
  ])('refuses %s', async (name, code, told, args) => {
    const service = await referenceService();
    const home = name.startsWith('rps') ? await homeWithConfig() : await tempFolder();
    const variables = { ...variablesFor(service), USERS: '60', DURATION: '2s', HOME: home };
    const end = await runK6({ variables, args });
    expect(end.code, end.output).toBe(code);
    expect(end.stderr).toContain(told);
    expect(service.stats().calls).toEqual({});
  });

  it('may not send HTTP calls through a proxy that is not allowed', async () => {
    const variables = { TARGET_HOST: 'http://127.0.0.1:1', https_proxy: 'proxy.example.com:3128' };
    const end = await runK6({ variables, bundle: project('dist', 'requests.js') });
    expect(end.code, end.output).toBe(108);
    expect(end.stderr).toContain('ALLOW_TARGET=proxy.example.com:3128');
  });
});
