import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { exampleResult, plainResult } from '../../../../../tests/harness/example-result';
import type { Result } from '../../core/verdict/result';
import { junitXml } from './junit';

interface Case {
  readonly '@_name': string;
  readonly '@_time': string;
  readonly failure?: { readonly '@_message': string; readonly '@_type': string };
  readonly skipped?: unknown;
  readonly 'system-out'?: string;
}

function read(result: Result) {
  const xml = junitXml(result);
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
  });
  const { testsuites } = parser.parse(xml);
  const cases: Case[] = testsuites.testsuite.flatMap((suite: { testcase?: Case[] }) => suite.testcase ?? []);
  return { testsuites, cases, named: (name: string) => cases.find((test) => test['@_name'] === name) };
}

it('has a test for each threshold and each validity threshold, named after suite and profile', () => {
  const result = exampleResult();
  const { testsuites, cases, named } = read(result);
  expect(testsuites['@_name']).toBe('vacancies/step');
  expect(Number(testsuites['@_tests'])).toBe(cases.length);
  for (const { id, bound, level } of result.thresholds) {
    expect(named(`${id} ${bound}${level === 'warn' ? ' (warn)' : ''}`), id).toBeDefined();
  }
  expect(cases.map((test) => test['@_name'])).toEqual(
    expect.arrayContaining([
      'verdict',
      'no script error',
      'the load generator was healthy',
      'every threshold has data',
      'crud: every planned iteration is accounted for',
      'listing: the load was absorbed',
    ]),
  );
});

it.each([
  ['one that failed, with warnings, steps and skipped tests', exampleResult()],
  ['one that passed', plainResult()],
  [
    'one without data',
    { ...plainResult(), aggregate: { ...plainResult().aggregate, generatorLag: undefined } },
  ],
])("is valid for Jenkins' xUnit plugin: %s", async (_name, result) => {
  const schema = readFileSync('tests/fixtures/junit/junit-10.xsd', 'utf8');
  const xml = junitXml(result as Result);
  expect((await validateXML({ xml, schema })).errors).toEqual([]);
  // Shows that the schema can refuse a file.
  const withSkipped = xml.replace('<testsuites ', '<testsuites skipped="0" ');
  expect((await validateXML({ xml: withSkipped, schema })).valid).toBe(false);
});

it('has a time for each test, and for the verdict that of the load', () => {
  const { cases, named } = read(plainResult());
  expect(cases.every((test) => /^\d+(\.\d+)?$/.test(test['@_time']))).toBe(true);
  expect(Number(named('verdict')?.['@_time'])).toBe(plainResult().spec.loadMs / 1000);
});

it('says by how much a threshold was broken', () => {
  const { named, testsuites, cases } = read(exampleResult());
  expect(named('calls.GetVacancy.p95 ≤ 120ms')?.failure).toMatchObject({
    '@_type': 'threshold',
    '@_message':
      'calls.GetVacancy.p95 is 141.1 ms, the bound is ≤ 120ms, 18% past (why this bound: the most frequent read, one record by its key)',
  });
  expect(named('calls.GetVacancy.failed ≤ 0.1% (warn)')).toMatchObject({
    'system-out': expect.stringContaining('warning: calls.GetVacancy.failed is '),
  });
  expect(Number(testsuites['@_failures'])).toBe(cases.filter(({ failure }) => failure).length);
  expect(testsuites.testsuite[0]['system-out']).toContain('2 records of this run');
});

it('is red exactly when the run has not passed', () => {
  expect(read(plainResult()).testsuites['@_failures']).toBe('0');
  const broken = { ...plainResult(), verdict: 'invalid' as const, reasons: ['the log was cut off'] };
  const { testsuites, named } = read(broken);
  expect(testsuites['@_failures']).toBe('1');
  expect(named('verdict')?.failure?.['@_message']).toBe('invalid: the log was cut off');
});

it('fails a threshold without data and skips rules that were not checked', () => {
  const plain = plainResult();
  const thresholds = plain.thresholds.map(({ measured: _, ...threshold }) => ({
    ...threshold,
    outcome: 'no data' as const,
  }));
  const { named } = read({ ...plain, thresholds, verdict: 'invalid', reasons: ['no data'] });
  expect(named('every threshold has data')?.failure?.['@_type']).toBe('invalid');
  expect(named(`${thresholds[0]?.id} ${thresholds[0]?.bound}`)?.failure?.['@_message']).toContain(
    'has no sample',
  );
  expect(named('the load generator was healthy')).toHaveProperty('skipped');
});

it('skips a threshold that was not judged, with its number of samples, and counts it next to the verdict', () => {
  const plain = plainResult();
  const few = { outcome: 'not judged' as const, samples: 7, needed: 20 };
  const thresholds = plain.thresholds.map((threshold, index) =>
    index === 0 ? { ...threshold, ...few } : threshold,
  );
  const { named, testsuites } = read({ ...plain, thresholds });
  expect(named(`${thresholds[0]?.id} ${thresholds[0]?.bound}`)?.skipped).toMatchObject({
    '@_message': expect.stringMatching(/^not judged: 7 of 20 samples, measured /),
  });
  expect(testsuites['@_failures']).toBe('0');
  expect(named('verdict')?.['system-out']).toBe(
    `PASS, 1 of ${thresholds.length} not judged: too few samples`,
  );
});

it('can contain any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const plain = plainResult();
      const result: Result = {
        ...plain,
        spec: { ...plain.spec, suite: text, target: text },
        versions: { suite: text },
        warnings: [text],
        reasons: [text],
        verdict: 'fail',
        thresholds: plain.thresholds.map((threshold) => ({ ...threshold, why: text })),
      };
      expect(XMLValidator.validate(junitXml(result))).toBe(true);
    }),
  );
});

it('keeps markup unchanged', () => {
  const reason = `<b>"a" & 'b'</b> ]]>\n&amp;`;
  const { named } = read({ ...plainResult(), verdict: 'fail', reasons: [reason] });
  const parsed = named('verdict')?.failure?.['@_message'];
  expect(parsed?.replaceAll('&#10;', '\n')).toBe(`fail: ${reason}`);
});
