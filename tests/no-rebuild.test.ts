import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import type { RunSpec } from '../packages/loadline/src/core/spec/run-spec';
import { startInTest } from './harness/child';
import { copyBuiltProject } from './harness/own-home';
import { referenceService } from './harness/reference-service';
import { newFolder, tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** A built project whose thresholds and profiles are edited afterwards. */
let home: string;

beforeAll(async () => {
  home = await newFolder();
  await copyBuiltProject(home);
  const thresholds = join(home, 'thresholds/vacancies.json');
  const { calls, ...rest } = JSON.parse(await readFile(thresholds, 'utf8'));
  const edited = { ...calls, GetVacancy: { ...calls.GetVacancy, p95: '1ms', minSamples: 1, why: 'edited' } };
  const ofProfile = {
    tiny: { calls: { CreateVacancy: { p95: '7s', minSamples: 1, why: 'of the profile' } } },
  };
  await writeFile(thresholds, JSON.stringify({ ...rest, calls: edited, profiles: ofProfile }));
  await writeFile(join(home, 'plans/profiles/tiny.yml'), 'description: new\nusers: 40\nduration: 2s\n');
});

async function loadline(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const cwd = await tempFolder();
  const program = [join(home, 'bin/loadline'), ...args];
  const end = await startInTest(process.execPath, program, {
    cwd,
    env: { HOME: cwd, NO_COLOR: '1', ...variables },
  }).ending;
  return { ...end, cwd };
}

const TEST = ['vacancies-smoke', '--profile', 'tiny'];

it('plan uses an edited threshold and a new profile', async () => {
  const service = await referenceService();
  const { output, code } = await loadline(['plan', ...TEST], variablesFor(service));
  expect(code, output).toBe(0);
  expect(output).toMatch(/^calls\.GetVacancy\.p95 +≤ 1ms +edited$/m);
  expect(output).toMatch(/^calls\.CreateVacancy\.p95 +≤ 7s +of the profile$/m);
  expect(output).toContain('users over time (profile tiny)');
});

it('run uses them, and both loadline and k6 judge by them', async () => {
  const service = await referenceService({ latencyMs: 20 });
  const { output, code, cwd } = await loadline(['run', ...TEST, '--run-id', 'one'], variablesFor(service));
  expect(output).toMatch(/^ +GetVacancy {2}p95 {2}\S+ ms {2}allowed ≤ 1ms$/m);
  expect(code, output).toBe(99);
  const spec = JSON.parse(await readFile(join(cwd, 'reports/one/run.json'), 'utf8')) as RunSpec;
  expect(spec).toMatchObject({ profile: 'tiny', users: 40, loadMs: 2_000 });
  const { verdict, reasons } = JSON.parse(await readFile(join(cwd, 'reports/one/k6-1.json'), 'utf8'));
  expect({ verdict, reason: reasons[0] }).toEqual({
    verdict: 'fail',
    reason: expect.stringContaining('calls.GetVacancy.p95'),
  });
});

it('check prints one line about what it has checked', async () => {
  const { output, code } = await loadline(['check']);
  expect(output).toMatch(
    /^checked: plans, and thresholds of \d+ suites under \d+ profiles; nothing is wrong\n$/,
  );
  expect(code).toBe(0);
});

it('check finds a test whose suite is not built, and an environment with two addresses of a system', async () => {
  const registry = join(home, 'plans/registry.yml');
  const local = join(home, 'plans/environments/local.yml');
  const [tests, environment] = await Promise.all([readFile(registry, 'utf8'), readFile(local, 'utf8')]);
  onTestFinished(async () => {
    await writeFile(registry, tests);
    await writeFile(local, environment);
  });
  await writeFile(registry, tests.replace('suite: requests', 'suite: orders'));
  await writeFile(local, environment.replace('data: {', 'data: { TARGET_HOST: http://127.0.0.1:7731,'));
  const { output, code } = await loadline(['check']);
  expect(output).toContain('there is no suite "orders"');
  expect(output).toContain(
    'suites.fractal: has the address 127.0.0.1:7730, but its data has TARGET_HOST: http://127.0.0.1:7731',
  );
  expect(code).toBe(2);
});

it('check refuses a current test that does not exist, also in a registry without tests', async () => {
  const registry = join(home, 'plans/registry.yml');
  const text = await readFile(registry, 'utf8');
  await writeFile(registry, 'current: nosuch\ntests: {}\n');
  const { output, code } = await loadline(['check']);
  await writeFile(registry, text);
  expect(output).toContain('plans/registry.yml: current: there is no test "nosuch"');
  expect(code).toBe(2);
});

it.each([['check'], ['archive', 'vacancies']])(
  '%s in a project that is not built is no success',
  async (...words) => {
    await rename(join(home, 'dist'), join(home, 'elsewhere'));
    onTestFinished(() => rename(join(home, 'elsewhere'), join(home, 'dist')));
    const { output, code } = await loadline(words);
    expect(output).toMatch(/^[^\n]*1 problem[^\n]*\n[^\n]*\[not-built\]\n$/);
    expect(code).toBe(2);
  },
);

it('a mistake in an edited threshold is reported before any request', async () => {
  await writeFile(join(home, 'thresholds/chater.json'), '{ "calls": { "GetAlcohol": { "p95": "fast" } } }');
  const { output, code } = await loadline(['plan', 'chater-smoke']);
  expect(output).toContain('thresholds/chater.json');
  expect(code).toBe(2);
  // There are no accounts, which is not a mistake in the files.
  const check = await loadline(['check']);
  expect(check.output).toContain('thresholds/chater.json');
  expect(check.output).not.toContain('USER_1_');
  expect(check.code).toBe(2);
});

it('a suite that cannot be inspected stops its own tests only', async () => {
  const bundle = join(home, 'dist/chater.control.js');
  const text = await readFile(bundle, 'utf8');
  await writeFile(bundle, text.replace('// Built by loadline ', '// Built by loadline 0.0.1-'));
  const own = await loadline(['plan', 'chater-smoke']);
  expect(own.output).toContain('was built by 0.0.1-');
  expect(own.code).toBe(2);
  const variables = variablesFor(await referenceService());
  const { output, code } = await loadline(['plan', 'vacancies-smoke'], variables);
  expect(output).not.toContain('chater');
  expect(code).toBe(0);
});
