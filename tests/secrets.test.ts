import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CANARY_ACCOUNTS, commandLines, leaks, secretsIn, textsBelow, writeDotEnv } from './harness/canary';
import { resultOf, runK6 } from './harness/k6-run';
import { startLoadline } from './harness/loadline';
import { project } from './harness/project';
import { quotingService } from './harness/quoting-service';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'];
const SHORT = { USERS: '30', DURATION: '3s' };
const SHORT_RUN = ['run', 'vacancies-smoke', '--users', '30', '--duration', '3s', '--run-id', 'canary'];
const DEBUG_RUN = ['run', 'vacancies-smoke', '--debug'];
/** Tokens that live so briefly that a short run renews each session several times. */
const SHORT_LIVED = { accessTokenLifeMs: 1_500 };
/** Files that have to be among those searched. */
const FILES = [
  'dashboard.html',
  'k6-1.json',
  'report.html',
  'result.json',
  'run.json',
  'samples-1.csv.gz',
  'stats.csv',
  'summary.md',
  'junit.xml',
];

const [firstAccount] = CANARY_ACCOUNTS;

/** Runs `bin/loadline` with variables from `.env`. @returns all output, files and command lines of the run */
async function seenOf(service: { port: number }, args: readonly string[], accounts = CANARY_ACCOUNTS) {
  const cwd = await tempFolder();
  await writeDotEnv(cwd, service, accounts);
  const child = startLoadline(cwd, args);
  const commands = await commandLines(child);
  const { code, output } = await child.ending;
  const { '.env': _, ...files } = await textsBelow(cwd);
  return { code, output, commands, files, leaks: leaks({ output, commands: commands.join('\n'), ...files }) };
}

it('the search finds secrets', async () => {
  const folder = await tempFolder();
  await writeDotEnv(folder, { port: 1 });
  await writeFile(join(folder, 'x.gz'), gzipSync(`Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln`));
  const found = leaks(await textsBelow(folder));
  expect(Object.keys(found).sort()).toEqual(['.env', 'x.gz']);
  expect(found['.env']?.length).toBeGreaterThan(CANARY_ACCOUNTS.length);
  for (const { password } of CANARY_ACCOUNTS) expect(secretsIn(password)).toHaveLength(1);
});

describe('a run leaves and prints no secret', () => {
  it.each(LOG_LEVELS)('with the log level %s, sessions renewed and calls failing', async (level) => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS, failShare: 0.5, ...SHORT_LIVED });
    const seen = await seenOf(service, [...SHORT_RUN, '--log-level', level, '--dashboard']);
    expect(seen.leaks, seen.output).toEqual({});
    expect(seen.code).toBe(99);
    // The search covered k6's command line and all these files. A shell has the same command line for a moment before it
    // becomes k6.
    expect(seen.commands.filter((line) => /^\S*k6 run/.test(line))).toHaveLength(1);
    expect(Object.keys(seen.files)).toEqual(
      expect.arrayContaining(FILES.map((file) => `reports/canary/${file}`)),
    );
    expect(seen.files['reports/canary/samples-1.csv.gz']).toContain('CreateVacancy');
    const { aggregate } = JSON.parse(seen.files['reports/canary/result.json'] ?? '');
    expect(aggregate.sessionsRenewed).toBeGreaterThan(0);
  });

  it('in two instances with logs of their own', async () => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS });
    const seen = await seenOf(service, [...SHORT_RUN, '--instances', '2', '--log-level', 'debug']);
    expect(seen.leaks, seen.output).toEqual({});
    expect(seen.files['reports/canary/k6-2.log']).toContain('account');
  });

  it('with --debug', async () => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS, ...SHORT_LIVED });
    const seen = await seenOf(service, ['run', '--debug', '--log-level', 'debug']);
    expect(seen.output).toContain('→ pb.VacancyService/CreateVacancy');
    expect(seen.output).toContain('→ pb.AuthService/SignInUser');
    expect(seen.leaks, seen.output).toEqual({});
  });

  it.each([[SHORT_RUN], [DEBUG_RUN]])('when a sign-in is refused: %j', async (args) => {
    const accounts = CANARY_ACCOUNTS.map((account) => ({ ...account, password: 'another-one' }));
    const seen = await seenOf(await referenceService({ accounts }), args);
    expect(seen.output.replaceAll(/\s+/g, ' ')).toContain('could not sign in');
    expect(seen.leaks, seen.output).toEqual({});
    expect(seen.code).toBe(3);
  });

  it.each([
    ['refuses to sign in', { signsIn: false }, SHORT_RUN],
    ['refuses to sign in, debugged', { signsIn: false }, DEBUG_RUN],
    ['fails', { signsIn: true }, SHORT_RUN],
    ['fails, debugged', { signsIn: true }, DEBUG_RUN],
  ])('when a service %s and quotes the request', async (_name, how, args) => {
    const seen = await seenOf(await quotingService(how), args);
    expect(seen.output.replaceAll(/\s+/g, ' ')).toContain(how.signsIn ? 'cannot read' : 'has no password');
    expect(seen.leaks, seen.output).toEqual({});
  });

  it('with k6 alone, in the summary of k6', async () => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS, failShare: 0.2 });
    const exported = join(await tempFolder(), 'summary.json');
    const variables = { ...variablesFor(service, CANARY_ACCOUNTS), ...SHORT };
    const { output, resultText = '' } = await runK6({ variables, args: ['--summary-export', exported] });
    const texts = { output, resultText, exported: await readFile(exported, 'utf8') };
    for (const [place, text] of Object.entries(texts)) expect(text, place).toContain('CreateVacancy');
    expect(leaks(texts)).toEqual({});
  });
});

it('the build contains no secret of the machine', async () => {
  expect(leaks(await textsBelow(project('dist')))).toEqual({});
});

describe('accounts from a secret source of k6', () => {
  /** Puts the accounts into a secrets file instead of the environment. */
  async function fromFile(service: { port: number }, accounts = CANARY_ACCOUNTS) {
    const { SERVICE_HOST, SERVICE_PORT, ...secrets } = variablesFor(service, accounts);
    const file = join(await tempFolder(), 'secrets');
    const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}`);
    await writeFile(file, lines.join('\n'));
    return { variables: { SERVICE_HOST, SERVICE_PORT } as Record<string, string>, file };
  }

  it('sign in, renew their sessions and clean up, and are not printed', async () => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS, ...SHORT_LIVED });
    const { variables, file } = await fromFile(service);
    const run = { ...variables, ...SHORT, USER_ACCOUNTS: '2' };
    const end = await runK6({ variables: run, args: [`--secret-source=file=${file}`] });
    const { aggregate } = resultOf(end);
    expect(aggregate.sessionsRenewed, end.output).toBeGreaterThan(0);
    expect(aggregate.journeys.map(({ failed, done }) => [failed, done > 0])).toEqual([
      [0, true],
      [0, true],
    ]);
    expect(aggregate.recordsLeft).toBe(0);
    expect(leaks({ output: end.output, result: end.resultText ?? '' })).toEqual({});
  });

  it('come to bin/loadline through K6_SECRET_SOURCE', async () => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS });
    const { variables, file } = await fromFile(service);
    const cwd = await tempFolder();
    const run = { ...variables, USER_ACCOUNTS: '2', K6_SECRET_SOURCE: `file=${file}` };
    const child = startLoadline(cwd, SHORT_RUN, run);
    const commands = (await commandLines(child)).join('\n');
    const { code, output } = await child.ending;
    expect(code, output).toBe(0);
    expect(leaks({ output, commands, ...(await textsBelow(cwd)) })).toEqual({});
  });

  it('have lower precedence than those of the environment', async () => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS });
    const wrong = CANARY_ACCOUNTS.map((account) => ({ ...account, password: 'wrong' }));
    const { file } = await fromFile(service, wrong);
    const variables = { ...variablesFor(service, CANARY_ACCOUNTS), ...SHORT, USER_ACCOUNTS: '2' };
    const end = await runK6({ variables, args: [`--secret-source=file=${file}`] });
    expect(end.code, end.output).toBe(0);
  });

  it.each([
    ['there is no source', [], 'no secret sources are configured'],
    ['the source does not have them', ['--secret-source=mock=USER_1_EMAIL=a@b.c'], 'no value'],
  ])('are named in the error when %s', async (_name, args, why) => {
    const variables = { SERVICE_HOST: '127.0.0.1', SERVICE_PORT: '1', USER_ACCOUNTS: '2' };
    const { code, output } = await runK6({ variables, args });
    expect(output).toContain(`USER_2_PASSWORD: is not set, and k6's secret source does not have it: `);
    expect(output).toContain(why);
    expect(code).toBe(107);
  });
});

it('a suite reads accounts from k6 secrets only with USER_ACCOUNTS', async () => {
  const { code, output } = await runK6({
    variables: { SERVICE_HOST: '127.0.0.1', SERVICE_PORT: '1' },
    args: [`--secret-source=mock=USER_1_EMAIL=${firstAccount?.email},USER_1_PASSWORD=x`],
  });
  expect(output).toContain('USER_1_EMAIL: is not set');
  expect(code).toBe(107);
});
