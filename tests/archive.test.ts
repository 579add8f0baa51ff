import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CANARY_ACCOUNTS, leaks, textsInArchive, writeDotEnv } from './harness/canary';
import { startInTest } from './harness/child';
import { resultOf, runK6 } from './harness/k6-run';
import { loadline } from './harness/loadline';
import { project } from './harness/project';
import { referenceService, titlesLeft } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const LOAD = { USERS: '30', DURATION: '2s' };

/** The part of an archive's metadata that can describe the machine. */
interface Metadata {
  readonly filename: string;
  readonly env: Readonly<Record<string, string>>;
}

function metadataIn(texts: Readonly<Record<string, string>>): Metadata {
  return JSON.parse(texts['metadata.json'] ?? '');
}

describe('bin/loadline archive', () => {
  /** Packs a suite with secrets in the environment and in `.env`. */
  async function pack(service: { port: number }) {
    const cwd = await tempFolder();
    await writeDotEnv(cwd, service);
    const archive = join(cwd, 'vacancies.tar');
    const variables = { ...variablesFor(service, CANARY_ACCOUNTS), ...LOAD, API_TOKEN: 'c4n4ry' };
    const end = await loadline(cwd, ['archive', 'vacancies', '--out', archive], variables);
    expect(end.code, end.output).toBe(0);
    return { archive, output: end.output, texts: await textsInArchive(archive) };
  }

  it('packs no secret, no environment and no path of the machine', async () => {
    const { output, texts } = await pack({ port: 7823 });
    expect(leaks({ output, ...texts })).toEqual({});
    const { env, filename } = metadataIn(texts);
    expect(env).toEqual({ ...LOAD, SERVICE_HOST: '127.0.0.1', SERVICE_PORT: '7823' });
    expect(filename).toMatch(/^file:\/\/.*\/loadline-\w+\/vacancies\.js$/);
    for (const [path, text] of Object.entries(texts)) expect(text.includes(project()), path).toBe(false);
    // The searched texts are those of the bundle.
    expect(texts.contents).toContain('vacancies.protoset');
    expect(texts.data).toContain('vacancies.control.js');
  });

  it('packs the same files into the same archive', async () => {
    const [one, other] = [await pack({ port: 7823 }), await pack({ port: 7823 })];
    expect(await readFile(one.archive)).toEqual(await readFile(other.archive));
  });

  it('of two instances, each half of a sound run ends with 0', async () => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const args = ['archive', 'vacancies', '--instances', '2', '--out', 'half.tar'];
    const variables = { USERS: '6', DURATION: '4s', EVERY: '1s' };
    const packed = await loadline(cwd, args, variables);
    expect(packed.code, packed.output).toBe(0);
    expect(packed.output).toContain('INSTANCES=2');
    const ends = [1, 2].map((number) =>
      runK6({
        bundle: join(cwd, 'half.tar'),
        variables: { ...variablesFor(service), INSTANCE: String(number) },
        cwd,
        args: [
          '--execution-segment',
          number === 1 ? '0:1/2' : '1/2:1',
          '--execution-segment-sequence',
          '0,1/2,1',
        ],
      }),
    );
    for (const { code, output } of await Promise.all(ends)) expect(code, output).toBe(0);
  });

  it('reports a wrong load, and needs no accounts for that', async () => {
    const load = { PROFILE: 'load', USERS: '5', DURATION: '5s' };
    const { code, output } = await loadline(await tempFolder(), ['archive', 'vacancies'], load);
    expect(output).toContain('2 problems');
    expect(output).toContain('journey crud is never started');
    expect(output).not.toContain('USER_1_');
    expect(code).toBe(2);
  });

  it.each([
    ['requests', 'with the address as a variable'],
    ['chater', 'with the address and the accounts as variables'],
  ])('names the variables that a run of the archive of %s needs', async (suite, needed) => {
    const cwd = await tempFolder();
    const { code, output } = await loadline(cwd, ['archive', suite, '--out', join(cwd, 'suite.tar')]);
    expect(output).toContain(`k6 run, ${needed}\n`);
    expect(output).toMatch(
      /^the load: profile smoke, 1 user, [\dms]+; to pack another one, set PROFILE, USERS, DURATION and so on\. .* http:\S+$/m,
    );
    expect(code).toBe(0);
  });

  it('k6 runs the archive from any folder, with the packed load and the accounts of the environment', async () => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS });
    const { archive } = await pack(service);
    const variables = variablesFor(service, CANARY_ACCOUNTS);
    const end = await runK6({ bundle: archive, variables, cwd: await tempFolder() });
    expect(end.code, end.output).toBe(0);
    const { verdict, spec, aggregate } = resultOf(end);
    expect([verdict, spec.users, aggregate.recordsLeft]).toEqual(['pass', 30, 0]);
    expect(await titlesLeft(service)).toEqual([]);
    expect(leaks({ output: end.output, result: end.resultText ?? '' })).toEqual({});
  });

  it('the packed load is fixed: a run with another load says so in its result and sends no request', async () => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS });
    const { archive } = await pack(service);
    const variables = { ...variablesFor(service, CANARY_ACCOUNTS), USERS: '50' };
    const end = await runK6({ bundle: archive, variables, cwd: await tempFolder() });
    expect(end.code, end.output).toBe(107);
    const { verdict, reasons, aggregate } = resultOf(end);
    expect([verdict, aggregate.calls.filter(({ count }) => count > 0)]).toEqual(['invalid', []]);
    expect(reasons[0]).toContain('the load of an archive is fixed');
    expect(reasons.join()).not.toContain('run again to the end');
  });
});

describe('the upload of k6 cloud run, with the command in the documents', () => {
  /** Reads the names of the variables in that command. */
  async function variablesOfCommand(): Promise<string[]> {
    const document = await readFile(project('docs/k6-alone-and-cloud.md'), 'utf8');
    const [command = ''] = /^bin\/k6 cloud run (?:.*\\\n)*.*$/m.exec(document) ?? [];
    return [...command.matchAll(/-e (\w+)=/g)].map(([, name = '']) => name);
  }

  it('has documented variables only, and no secret', async () => {
    const names = await variablesOfCommand();
    const table = await readFile(project('docs/variables.md'), 'utf8');
    expect(names).toContain('USER_ACCOUNTS');
    for (const name of names) {
      expect(name).not.toMatch(/PASSWORD|TOKEN|SECRET|EMAIL/);
      expect(table).toMatch(new RegExp(`^\\|.*\`${name}\``, 'm'));
    }
  });

  it('contains no secret of the environment, and runs with those of a secret source', async () => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS });
    const { SERVICE_HOST, SERVICE_PORT, ...secrets } = variablesFor(service, CANARY_ACCOUNTS);
    const folder = await tempFolder();
    const archive = join(folder, 'cloud.tar');
    const values: Record<string, string | undefined> = {
      ...LOAD,
      SERVICE_HOST,
      SERVICE_PORT,
      PROFILE: 'smoke',
      TLS: '0',
      ALLOW_TARGET: '127.0.0.1',
      USER_ACCOUNTS: String(CANARY_ACCOUNTS.length),
    };
    const names = await variablesOfCommand();
    const told = names.flatMap((name) => ['-e', `${name}=${values[name]}`]);
    // As `k6 cloud run` does: it takes variables from the command line only.
    const args = ['archive', '--include-system-env-vars=false', ...told, '-O', archive];
    const env = { HOME: folder, ...secrets };
    const packed = await startInTest(project('bin', 'k6'), [...args, project('dist', 'vacancies.js')], {
      cwd: folder,
      env,
    }).ending;
    expect(packed.code, packed.output).toBe(0);
    const texts = await textsInArchive(archive);
    expect(Object.keys(metadataIn(texts).env).toSorted()).toEqual(names.toSorted());
    expect(leaks(texts)).toEqual({});

    const source = Object.entries(secrets).map(([name, value]) => `${name}=${value}`);
    const end = await runK6({ bundle: archive, variables: {}, args: [`--secret-source=mock=${source}`] });
    expect(end.code, end.output).toBe(0);
    expect(resultOf(end).aggregate.recordsLeft).toBe(0);
    expect(leaks({ output: end.output, result: end.resultText ?? '' })).toEqual({});
  });
});
