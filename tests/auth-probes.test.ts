import { describe, expect, it } from 'vitest';
import type { ProbeResult } from '../packages/loadline/src/core/verdict/probe-matrix';
import { CREDENTIALS, probeName } from '../packages/loadline/src/core/verdict/probe-matrix';
import { DEMO_ACCOUNTS } from '../services/src/vacancies/demo-accounts';
import { type K6Ending, resultOf, runK6 } from './harness/k6-run';
import { leakyService } from './harness/leaky-service';
import { project } from './harness/project';
import { referenceService, titlesLeft } from './harness/reference-service';
import { variablesFor } from './harness/variables';

const CALLS = ['CreateVacancy', 'GetVacancy', 'GetVacancies', 'UpdateVacancy', 'DeleteVacancy'];
const FORGED = Object.keys(CREDENTIALS).filter((name) => !['really_expired', 'other_account'].includes(name));
const OWNERS_ONLY = ['UpdateVacancy with other_account', 'DeleteVacancy with other_account'];

/** Every cell of the matrix that is always tried. */
const CELLS = [...CALLS.flatMap((call) => FORGED.map((name) => `${call} with ${name}`)), ...OWNERS_ONLY];
/** The beginning of a JWT: `{"` in base64. */
const TOKEN = /eyJ[\w-]{8,}/;

function probe(variables: Record<string, string>): Promise<K6Ending> {
  const bundle = project('dist', 'vacancies-auth.js');
  return runK6({ bundle, variables: { DURATION: '1s', ...variables } });
}

function cells({ aggregate }: ReturnType<typeof resultOf>, outcome: ProbeResult['outcome']): string[] {
  const found = (aggregate.probes ?? []).filter((one) => one.outcome === outcome);
  return found.map(probeName).toSorted();
}

describe('access to the vacancy service', () => {
  it('enforced: calls need a valid token of the owner; the run passes and leaves no record', async () => {
    const service = await referenceService();
    const end = await probe(variablesFor(service));
    const result = resultOf(end);
    expect(result.reasons).toEqual([]);
    expect([end.code, result.verdict]).toEqual([0, 'pass']);
    expect(cells(result, 'closed')).toEqual(CELLS.toSorted());
    expect(result.aggregate.probes).toHaveLength(CELLS.length);
    const statuses = new Set(result.aggregate.probes?.map(({ status }) => status));
    expect([...statuses].toSorted()).toEqual(['PERMISSION_DENIED', 'UNAUTHENTICATED']);
    expect(await titlesLeft(service)).toEqual([]);
    expect(result.aggregate.recordsLeft).toBe(0);
    const summary = end.stdout.slice(end.stdout.indexOf('who may call'));
    expect(summary).toMatch(/wrong_signature( +closed \(16\)){5}\n/);
    expect(summary).toContain('not tried: really_expired');
    expect(Math.max(...end.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(end.output).not.toMatch(TOKEN);
  });

  it('off: every call is reported as open, and all records that were created are removed', async () => {
    const service = await referenceService({ auth: 'off' });
    const end = await probe(variablesFor(service));
    const result = resultOf(end);
    expect([end.code, result.verdict]).toEqual([99, 'fail']);
    expect(cells(result, 'open')).toEqual(CELLS.toSorted());
    expect(result.reasons.toSorted()).toEqual(
      CELLS.map((cell) => `${cell} is open: the service answered OK`).toSorted(),
    );
    expect(await titlesLeft(service)).toEqual([]);
    expect(end.output + end.resultText).not.toMatch(TOKEN);
  });

  it('ownership off: only calls on other users’ records are open', async () => {
    const service = await referenceService({ ownership: false });
    const end = await probe(variablesFor(service));
    expect(end.code).toBe(99);
    expect(cells(resultOf(end), 'open')).toEqual(OWNERS_ONLY.toSorted());
    expect(await titlesLeft(service)).toEqual([]);
  });

  it('refused but carried out: reported for every write, and no record is left', async () => {
    const service = await leakyService();
    const end = await probe(variablesFor(service, DEMO_ACCOUNTS.slice(0, 1)));
    const writes = ['CreateVacancy', 'DeleteVacancy', 'UpdateVacancy'];
    const result = resultOf(end);
    expect(end.code).toBe(99);
    expect(cells(result, 'changed')).toEqual(
      writes.flatMap((call) => FORGED.map((name) => `${call} with ${name}`)).toSorted(),
    );
    expect(cells(result, 'closed').filter((cell) => cell.startsWith('GetVacancies'))).toHaveLength(
      FORGED.length,
    );
    expect(result.reasons).toContain(
      'UpdateVacancy with no_token is open: the service answered PERMISSION_DENIED, and carried it out all the same',
    );
    expect(service.store.titles()).toEqual([]);
  });
});

describe('an expired token', () => {
  it('is tried without any option when tokens have a short life', async () => {
    const service = await referenceService({ accessTokenLifeMs: 3_000 });
    const end = await probe(variablesFor(service));
    const result = resultOf(end);
    expect(result.reasons).toEqual([]);
    expect(end.code).toBe(0);
    const expired = CALLS.map((call) => `${call} with really_expired`);
    expect(cells(result, 'closed')).toEqual([...CELLS, ...expired].toSorted());
    expect(await titlesLeft(service)).toEqual([]);
  });

  it('is tried when one is given, and appears in no output', async () => {
    const service = await referenceService({ auth: 'off' });
    const given = jwt({ exp: 1_000_000_000 });
    const end = await probe({ ...variablesFor(service), EXPIRED_TOKEN: given });
    expect(cells(resultOf(end), 'open')).toContain('GetVacancy with really_expired');
    expect(end.output + end.resultText).not.toContain(given.slice(0, 20));
  });

  it('makes the run invalid when it is still valid', async () => {
    const service = await referenceService();
    const end = await probe({ ...variablesFor(service), EXPIRED_TOKEN: jwt({ exp: 9_000_000_000 }) });
    const result = resultOf(end);
    expect([end.code, result.verdict]).toEqual([99, 'invalid']);
    expect(result.reasons).toContain('GetVacancy with really_expired is unclear: it was not tried');
  });
});

describe('a probe without a clear result never passes', () => {
  it('with a single account, no other user can call its records', async () => {
    const service = await referenceService();
    const end = await probe(variablesFor(service, DEMO_ACCOUNTS.slice(0, 1)));
    const result = resultOf(end);
    expect([end.code, result.verdict]).toEqual([99, 'invalid']);
    expect(cells(result, 'unclear')).toEqual(OWNERS_ONLY.toSorted());
    expect(end.stderr).toContain('set USER_2_EMAIL and USER_2_PASSWORD');
  });

  it('with a service that answers UNAVAILABLE', async () => {
    const service = await referenceService({ auth: 'off', failShare: 1, failStatus: 'UNAVAILABLE' });
    const end = await probe(variablesFor(service));
    const result = resultOf(end);
    expect([end.code, result.verdict]).toEqual([99, 'invalid']);
    expect(cells(result, 'unclear')).toEqual(CELLS.toSorted());
  });

  it('with a service that fails half-way; the results until then are reported', async () => {
    const service = await referenceService({ auth: 'off', failShare: 0.2, failStatus: 'INTERNAL' });
    const end = await probe(variablesFor(service));
    const result = resultOf(end);
    expect([end.code, result.verdict]).toEqual([99, 'invalid']);
    expect(cells(result, 'closed')).toEqual([]);
    expect(cells(result, 'open')).toContain('CreateVacancy with no_token');
    expect(cells(result, 'unclear')).toContain('DeleteVacancy with other_account');
    expect(await titlesLeft(service)).toEqual([]);
  });

  it('with a service that is stopped', async () => {
    const service = await referenceService();
    const variables = variablesFor(service);
    await service.stop();
    const end = await probe(variables);
    expect(end.code).toBe(107);
    expect(resultOf(end).verdict).not.toBe('pass');
  });
});

function jwt(claims: object): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part({ sub: '1', ...claims })}.c2lnbmF0dXJl`;
}
