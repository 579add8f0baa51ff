import { Ajv2020 } from 'ajv/dist/2020';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { plainResult } from '../../../../../tests/harness/example-result';
import type { ProbeResult } from '../../core/verdict/probe-matrix';
import type { Result } from '../../core/verdict/result';
import { summaryText } from '../../core/verdict/summary-text';
import schema from '../../results/result.schema.json';
import { reportHtml } from './html';
import { junitXml } from './junit';
import { summaryMarkdown } from './markdown';

const PROBES: ProbeResult[] = [
  { call: 'CreateVacancy', credential: 'no_token', outcome: 'closed', status: 'UNAUTHENTICATED' },
  { call: 'GetVacancy', credential: 'no_token', outcome: 'open', status: 'OK' },
  { call: 'CreateVacancy', credential: 'alg_none', outcome: 'changed', status: 'PERMISSION_DENIED' },
  { call: 'DeleteVacancy', credential: 'other_account', outcome: 'unclear', status: 'connection_refused' },
];

function withProbes(probes: readonly ProbeResult[]): Result {
  const result = plainResult();
  return { ...result, aggregate: { ...result.aggregate, probes } };
}

it('result.json may contain probes, each with all fields', () => {
  const validate = new Ajv2020({ strict: true }).compile(schema);
  expect(validate(JSON.parse(JSON.stringify(withProbes(PROBES))))).toBe(true);
  const [{ status: _, ...partial } = { status: '' }] = PROBES;
  expect(validate(JSON.parse(JSON.stringify(withProbes([partial as ProbeResult]))))).toBe(false);
});

it('JUnit has a test for each cell, and only closed cells pass', () => {
  const xml = junitXml(withProbes(PROBES));
  expect(XMLValidator.validate(xml)).toBe(true);
  const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(xml);
  const suite = testsuites.testsuite.find((one: { '@_name': string }) => one['@_name'].endsWith(' probes'));
  expect([suite['@_tests'], suite['@_failures']]).toEqual(['4', '3']);
  const red = suite.testcase.filter(({ failure }: { failure?: unknown }) => failure !== undefined);
  expect(red.map((test: { '@_name': string }) => test['@_name'])).toEqual([
    'GetVacancy with no_token',
    'CreateVacancy with alg_none',
    'DeleteVacancy with other_account',
  ]);
});

it('the summary has a row for each credential', () => {
  const text = summaryMarkdown(withProbes(PROBES));
  expect(text).toContain('| Credential | CreateVacancy | GetVacancy | DeleteVacancy |');
  expect(text).toContain('| `no_token` | ✅ closed, UNAUTHENTICATED | ❌ open, OK | – |');
  expect(text).toContain('| `other_account` | – | – | ⚠️ unclear, connection\\_refused |');
  expect(text).toContain('not tried: really\\_expired');
});

it('the page explains the meaning of a closed cell', () => {
  const page = reportHtml(withProbes(PROBES));
  expect(page).toContain('<h2 id="probes-title">Who may call</h2>');
  expect(page).toContain('closed, UNAUTHENTICATED');
  expect(page).toContain('a token that says it needs no signature is refused');
});

it('the text for the terminal has the matrix with its statuses', () => {
  const lines = summaryText(withProbes(PROBES)).split('\n');
  expect(lines.find((line) => line.startsWith('  no_token'))).toMatch(/closed \(16\) +open +–$/);
  expect(lines.find((line) => line.startsWith('  other_account'))).toMatch(/– +– +unclear$/);
  expect(lines).toContain('  (answers: 16 UNAUTHENTICATED, OK, 7 PERMISSION_DENIED, connection_refused)');
});

it('the text for the terminal numbers calls with long names, and has the status of each reply', () => {
  const routes = ['GET /eater_get_today', 'POST /eater_receive_photo', 'POST /modify_food_record'];
  const calls = [...routes, 'POST /manual_weight', 'POST /delete_food'];
  const probes = calls.map(
    (call): ProbeResult => ({ call, credential: 'no_token', outcome: 'closed', status: 'status_401' }),
  );
  const lines = summaryText(withProbes(probes)).split('\n');
  expect(lines.find((line) => line.startsWith('who may call'))).toMatch(/call +1 +2 +3 +4 +5$/);
  expect(lines.find((line) => line.startsWith('  no_token'))).toMatch(/( +closed){5}$/);
  for (const [place, call] of calls.entries()) expect(lines).toContain(`  (${place + 1}: ${call})`);
  expect(lines).toContain('  (answers: status_401)');
  const matrix = lines.slice(lines.findIndex((line) => line.startsWith('who may call')));
  expect(Math.max(...matrix.map(({ length }) => length))).toBeLessThanOrEqual(100);
});

it('the reports of a run without probes do not mention them', () => {
  const result = plainResult();
  const texts = [summaryMarkdown(result), reportHtml(result), junitXml(result), summaryText(result)];
  for (const text of texts) expect(text).not.toMatch(/who may call|really_expired| probes"/i);
});
