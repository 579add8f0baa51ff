import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProbeOutcome } from '../packages/loadline/src/core/verdict/probe-matrix';
import { probeName } from '../packages/loadline/src/core/verdict/probe-matrix';
import type { ChaterServiceOptions } from '../services/src/chater/chater-service-options';
import { type RunningChaterService, startChaterService } from '../services/src/chater/start-chater-service';
import { TestCalls } from '../services/src/chater/test-calls';
import { type K6Ending, resultOf, runK6 } from './harness/k6-run';
import { leakyDiary } from './harness/leaky-diary';
import { loadline, resultIn } from './harness/loadline';
import { project } from './harness/project';
import { titlesLeft } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';

const READS = ['GET /eater_get_today', 'GET /alcohol_latest'];
const SEEN = [
  'POST /eater_receive_photo',
  'POST /modify_food_record',
  'POST /delete_food',
  'POST /manual_weight',
];
const CALLS = [...READS, ...SEEN, 'POST /set_language', 'POST /feedback'];
const FORGED = [
  'no_token',
  'empty_token',
  'malformed_token',
  'wrong_signature',
  'alg_none',
  'forged_expired',
];
const CELLS = cellsOf(CALLS, FORGED);
/** The beginning of a JWT: `{"` in base64. */
const TOKEN = /eyJ[\w-]{8,}/;

function cellsOf(calls: readonly string[], credentials: readonly string[]): string[] {
  return calls.flatMap((call) => credentials.map((credential) => `${call} with ${credential}`)).toSorted();
}

async function foodDiary(options: Partial<ChaterServiceOptions> = {}): Promise<RunningChaterService> {
  const service = await startChaterService({ port: 0, pollQuantumMs: 0, backendMs: 0, ...options });
  onTestFinished(() => service.stop());
  return service;
}

function variablesOf(service: RunningChaterService, address = service.address): Record<string, string> {
  return {
    TARGET_HOST: `http://${address}`,
    TEST_USER_TOKEN: service.testUserToken,
    TEST_USER_EMAIL: service.testUserEmail,
  };
}

async function probe(variables: Record<string, string>): Promise<K6Ending> {
  const bundle = project('dist', 'chater-auth.js');
  const end = await runK6({ bundle, variables: { DURATION: '1s', ...variables } });
  expect(end.output + end.resultText).not.toMatch(TOKEN);
  return end;
}

function cells(end: K6Ending, outcome: ProbeOutcome): string[] {
  const probes = resultOf(end).aggregate.probes ?? [];
  return probes
    .filter((one) => one.outcome === outcome)
    .map(probeName)
    .toSorted();
}

describe('access to the food diary', () => {
  it('enforced: calls need a valid token; the run passes, and no record has changed', async () => {
    const service = await foodDiary();
    const user = new TestCalls(service);
    await user.photo();
    const before = await user.today();
    const end = await probe(variablesOf(service));
    const { verdict, reasons, aggregate } = resultOf(end);
    expect(reasons).toEqual([]);
    expect([end.code, verdict]).toEqual([0, 'pass']);
    expect(cells(end, 'closed')).toEqual(CELLS);
    expect(aggregate.probes).toHaveLength(CELLS.length);
    expect(new Set(aggregate.probes?.map(({ status }) => status))).toEqual(new Set(['status_401']));
    expect(await user.today()).toEqual(before);
    expect(service.stats().records).toBe(1);
    const summary = end.stdout.slice(end.stdout.indexOf('who may call'));
    expect(summary).toMatch(/wrong_signature( +closed){8}\n/);
    expect(summary).toContain('not tried: really_expired');
    expect(Math.max(...end.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(end.output).not.toContain('left behind');
  });

  it('off: every call is reported as open, and all dishes that were created are removed', async () => {
    const service = await foodDiary({ auth: 'off' });
    const end = await probe(variablesOf(service));
    const { verdict, reasons, aggregate } = resultOf(end);
    expect([end.code, verdict]).toEqual([99, 'fail']);
    expect(cells(end, 'open')).toEqual(CELLS);
    expect(reasons.toSorted()).toEqual(CELLS.map((cell) => `${cell} is open: the service answered OK`));
    expect([await titlesLeft(service), aggregate.recordsLeft]).toEqual([[], 0]);
    expect(service.stats().calls['POST /eater_receive_photo']?.[200]).toBeGreaterThan(FORGED.length);
    expect(end.output.replace(/\s+/g, ' ')).toContain(
      'what came of POST /manual_weight, POST /set_language, POST /feedback',
    );
  });

  it('refused but carried out: reported for each visible change, and no dish is left', async () => {
    const { address, behind } = await leakyDiary(() => ({
      body: '{"message":"Token is invalid"}',
      type: 'application/json',
    }));
    const end = await probe(variablesOf(behind, address));
    expect(end.code).toBe(99);
    expect(cells(end, 'changed')).toEqual(cellsOf(SEEN, FORGED));
    expect(cells(end, 'closed')).toEqual(CELLS.filter((cell) => !cells(end, 'changed').includes(cell)));
    expect(resultOf(end).reasons).toContain(
      'POST /delete_food with no_token is open: the service answered status_401, and carried it out all the same',
    );
    expect(await titlesLeft(behind)).toEqual([]);
  });

  it('refused with the requested record in the body: the read counts as open', async () => {
    const { address, behind } = await leakyDiary((body, type) => ({ body, type }));
    await new TestCalls(behind).photo();
    const end = await probe(variablesOf(behind, address));
    expect(cells(end, 'changed')).toEqual(expect.arrayContaining(cellsOf(['GET /eater_get_today'], FORGED)));
  });
});

describe('an expired token', () => {
  it('is tried when one is given: an expired token that the service has signed is refused', async () => {
    const service = await foodDiary();
    const expired = await service.issueToken(service.testUserEmail, -60_000);
    const end = await probe({ ...variablesOf(service), EXPIRED_TOKEN: expired });
    expect(end.code, end.output).toBe(0);
    expect(cells(end, 'closed')).toEqual(cellsOf(CALLS, [...FORGED, 'really_expired']));
  });

  it('makes the run invalid when it is still valid', async () => {
    const service = await foodDiary();
    const end = await probe({ ...variablesOf(service), EXPIRED_TOKEN: service.testUserToken });
    expect([end.code, resultOf(end).verdict]).toEqual([99, 'invalid']);
    expect(cells(end, 'unclear')).toEqual(cellsOf(CALLS, ['really_expired']));
  });
});

describe('a probe without a clear result never passes', () => {
  it('when the user’s own token is refused', async () => {
    const service = await foodDiary();
    const end = await probe({ ...variablesOf(service), TEST_USER_TOKEN: 'no-token-of-the-service' });
    expect(end.code).toBe(99);
    expect(resultOf(end).verdict).not.toBe('pass');
    expect(cells(end, 'unclear')).toEqual(CELLS);
  });

  it.each<[Partial<ChaterServiceOptions>, string]>([
    [{ failShare: 1, failStatus: 503, faultRoutes: ['POST /feedback'] }, 'status_503'],
    [{ failedTextShare: 0.2 }, 'wrong_reply'],
  ])('when the diary neither accepts nor refuses: %o', async (faults, status) => {
    const end = await probe(variablesOf(await foodDiary(faults)));
    expect(end.code).toBe(99);
    const { verdict, aggregate } = resultOf(end);
    expect(verdict).toBe('invalid');
    const unclear = { call: 'POST /feedback', outcome: 'unclear', status };
    expect(aggregate.probes).toContainEqual(expect.objectContaining(unclear));
  });
});

describe('loadline run --probe', () => {
  const RUN = ['run', 'chater-smoke', '--probe', '--users', '1', '--duration', '2s', '--run-id', 'probed'];

  it('probes a closed diary first, then puts the load on it', async () => {
    const service = await foodDiary();
    const cwd = await tempFolder();
    const end = await loadline(cwd, RUN, { ...variablesOf(service), EVERY: '200ms' });
    expect(end.code, end.output).toBe(0);
    const [first, second] = [await resultIn(cwd, 'probed-auth'), await resultIn(cwd, 'probed')];
    expect([first.verdict, second.verdict]).toEqual(['pass', 'pass']);
    expect(first.aggregate.journeys.map(({ journey, done }) => [journey, done])).toEqual([['probes', 1]]);
    expect(await titlesLeft(service)).toEqual([]);
  });

  it('puts no load on an open diary, and its reports have every cell', async () => {
    const service = await foodDiary({ auth: 'off' });
    const cwd = await tempFolder();
    const end = await loadline(cwd, RUN, variablesOf(service));
    expect(end.code).toBe(99);
    expect(end.output).toContain('POST /delete_food with no_token is open');
    expect(end.output).toContain('the load was not started');
    expect(await readdir(join(cwd, 'reports'))).toEqual(['probed-auth']);
    const report = (file: string) => readFile(join(cwd, 'reports', 'probed-auth', file), 'utf8');
    expect((await report('junit.xml')).match(/<failure type="open"/g)).toHaveLength(CELLS.length);
    expect((await report('report.html')).match(/open, OK/g)).toHaveLength(CELLS.length);
    expect((await report('summary.md')).match(/open, OK/g)).toHaveLength(CELLS.length);
    expect(await titlesLeft(service)).toEqual([]);
  });
});
