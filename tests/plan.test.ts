import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { availableMemory } from '../packages/loadline/src/run/available-memory';
import { loadline } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const MB = 1024 ** 2;

it.each([
  [
    'on a single ramp',
    ['vacancies-stress', '--users', '50000', '--spawn-rate', '100'],
    { crud: '16668', listing: '11113' },
    27_781,
  ],
  [
    'in steps',
    ['vacancies-step', '--users', '50000', '--spawn-rate', '500', '--set', 'profile.step.users=10000'],
    { crud: '16668', listing: '11113' },
    27_781,
  ],
])('plan of 50,000 users, %s: virtual users and memory, and no request', async (_name, args, users, all) => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const { code, stdout, output } = await loadline(cwd, ['plan', ...args], variablesFor(service));
  for (const [journey, virtualUsers] of Object.entries(users)) {
    expect(stdout).toMatch(new RegExp(`^${journey} .* 10s +${virtualUsers} `, 'm'));
  }
  expect(stdout).toContain(` ${all} virtual users`);
  expect(stdout).toMatch(/^garbage collection: GOGC=\d{3}\b/m);
  const megabytes = Number(/memory of k6: about (\d+) MB/.exec(stdout)?.[1]);
  // At least half a megabyte for each virtual user, and far less than the 7 MB of one that loads a library.
  expect(megabytes / all).toBeGreaterThan(0.5);
  expect(megabytes / all).toBeLessThan(1);
  expect(code, output).toBe(megabytes * MB < availableMemory() ? 0 : 2);
  expect(service.stats().calls).toEqual({});
});

it.each([
  ['vacancies-endurance', 'users over time (profile endurance)', /^crud +30s +215994–215995 /m],
  ['vacancies-step', 'users over time (profile step)', /^crud +30s +\d{7} /m],
])('plan of 60 h of %s: its length and its iterations, and no request', async (test, title, crud) => {
  const service = await referenceService();
  const args = ['plan', test, '--duration', '60h'];
  const { code, stdout, output } = await loadline(await tempFolder(), args, variablesFor(service));
  expect(code, output).toBe(0);
  expect(stdout).toContain(title);
  expect(stdout).toMatch(/^ +0 +60h$/m);
  expect(stdout).toMatch(crud);
  expect(service.stats().calls).toEqual({});
});

it.each(['plan', 'run'])(
  '%s of a load that needs more memory than this machine has: reported, exit code 2, and no request',
  async (command) => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const args = [command, 'vacancies-load', '--users', '2000000', '--spawn-rate', '10000'];
    const { code, stderr } = await loadline(cwd, args, variablesFor(service));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /memory: this run needs about \d+\.\d GB for 1111114 virtual users and their samples, this machine has \d+\.\d GB available: plan fewer users/,
    );
    expect(service.stats().calls).toEqual({});
    expect(existsSync(join(cwd, 'reports'))).toBe(false);
  },
);

it.each(['plan', 'run'])(
  '%s of a load too small for any iteration: reported, exit code 2, and no request',
  async (command) => {
    const service = await referenceService();
    const args = [command, 'vacancies-load', '--users', '1', '--duration', '5s'];
    const { code, stderr } = await loadline(await tempFolder(), args, variablesFor(service));
    expect(code).toBe(2);
    expect(stderr).toContain('DURATION (command line): journey crud is never started: give it more USERS');
    expect(stderr).toContain('DURATION (command line): journey listing is never started: give it more USERS');
    expect(service.stats().calls).toEqual({});
  },
);

it('plan of two hours on five machines: samples, memory, files and disk, and no request', async () => {
  const service = await referenceService();
  const args = ['plan', 'vacancies-load', '--users', '5000', '--duration', '2h', '--instances', '5'];
  const { code, stdout, output } = await loadline(await tempFolder(), args, variablesFor(service));
  expect(code, output).toBe(0);
  const [, samples = 0, memory = 0, upload = 0, disk = 0] =
    /^5 instances: each about (\d+) samples, (\d+) MB of memory, (\d+) MB to deliver; `loadline collect` needs about (\d+) MB of disk; repeated calls and messages of streams come on top$/m
      .exec(stdout)
      ?.map(Number) ?? [];
  const [, calls = 0] = / iterations, (\d+)(?:–\d+)? calls in /.exec(stdout)?.map(Number) ?? [];
  // Each call has at least three samples, and each instance takes one sample of its generator every 50 ms.
  expect(samples).toBeGreaterThan((3 * calls) / 5 + 144_000);
  expect(samples).toBeLessThan((20 * calls) / 5 + 144_000);
  expect(upload).toBe(Math.ceil((samples * 12) / MB));
  expect(disk).toBe(2 * 5 * upload);
  // Memory for loadline, for k6 itself, and for a fifth of the virtual users.
  const [, all = 0] = / (\d+) virtual users/.exec(stdout)?.map(Number) ?? [];
  expect(memory).toBeGreaterThan(360 + all / 5 / 2);
  expect(memory).toBeLessThan(500 + (2 * all) / 5);
  expect(service.stats().calls).toEqual({});
});

it('plan warns of more new connections than k6 can open in time, on this many cores', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const warned = async (users: number) => {
    const args = ['plan', 'vacancies-smoke', '--users', String(users), '--tags', 'crud'];
    return (await loadline(cwd, args, variablesFor(service))).stderr.includes(
      'new connections per second and core',
    );
  };
  expect(await warned(1)).toBe(false);
  expect(await warned(1_000_000)).toBe(true);
  expect(service.stats().calls).toEqual({});
});

it('plan says which observed sources have too few values for a failed run to name a change', async () => {
  const source = (name: string, every: string) =>
    ['kind=process', 'pid=1', `every=${every}`, `series.${name}.figure=rss`].flatMap((text) => [
      '--set',
      `environment.observe.${name}.${text}`,
    ]);
  const sources = [...source('fast', '2s'), ...source('slow', '30s'), ...source('rare', '1m')];
  const plan = async (duration: string) => {
    const args = ['plan', 'vacancies-load', '--duration', duration, ...sources];
    const { stdout } = await loadline(await tempFolder(), args, variablesFor(await referenceService()));
    return stdout.match(/^when the run fails, .*$/gm);
  };
  const rare =
    'when the run fails, changes of observed source rare cannot be named: its values come too rarely: read it at least every 50s';
  expect(await plan('10m')).toEqual([rare]);
  expect(await plan('5m')).toEqual([
    'when the run fails, changes of observed source slow cannot be named: the load is too short: with a value every 30s, it needs at least 8m',
    rare,
  ]);
});
