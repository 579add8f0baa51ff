import { faultNote } from '../../core/spec/made-by';
import { counted } from '../../core/text/counted';
import { loadBegan, sampleCount, type ThresholdResult, verdictLine } from '../../core/verdict/judge';
import { type ProbeResult, probeFinding, probeName } from '../../core/verdict/probe-matrix';
import type { Result } from '../../core/verdict/result';
import { stoppedText } from '../../core/verdict/stopped';
import { type FailureRow, failureRows, instant, mostFrequent } from './failure-rows';
import { showMargin, showMeasured } from './figures';
import { attributes, counts, type TestCase, testCase, xmlText } from './junit-parts';
import { shownParts } from './shown';
import { type ValidityCheck, validityChecks } from './validity';

/**
 * A run as JUnit XML. One test for each validity rule and each threshold shows in CI which one broke and by how much. One test
 * for the verdict makes the file red exactly when the run has not passed.
 */
export function junitXml(all: Result): string {
  const result = shownParts(all);
  const { spec, warnings } = result;
  const { probes = [] } = result.aggregate;
  const name = `${spec.suite}/${spec.profile}${faultNote(spec)}`;
  const hasBegun = loadBegan(all.aggregate);
  const seconds = hasBegun ? (result.aggregate.loadMs / 1000).toFixed(3) : '0';
  const suites = [
    { part: 'verdict', tests: [verdictCase(result, seconds)] },
    ...(hasBegun
      ? [
          { part: 'validity', tests: validityChecks(result).map(validityCase) },
          { part: 'thresholds', tests: result.thresholds.map(thresholdCase) },
        ]
      : []),
    ...(probes.length === 0 ? [] : [{ part: 'probes', tests: probes.map(probeCase) }]),
  ];
  const { skipped: _, ...total } = counts(suites.flatMap(({ tests }) => tests));
  const output = [
    ...warnings.map((warning) => `warning: ${warning}`),
    ...mostFrequent(failureRows(result)).map(failureText),
  ].join('\n');
  return xmlText({
    // Jenkins' xUnit plugin accepts no `skipped` on this element.
    testsuites: {
      ...attributes({ name, ...total, time: seconds }),
      testsuite: suites.map(({ part, tests }) => ({
        ...attributes({
          name: `${name} ${part}`,
          ...counts(tests),
          time: part === 'verdict' ? seconds : '0',
          ...(all.startedAtMs !== undefined && { timestamp: instant(all.startedAtMs).replace('Z', '') }),
        }),
        ...(part === 'verdict' && { properties: { property: properties(result) } }),
        testcase: tests.map((test) => testCase(`${name}.${part}`, test)),
        ...(part === 'verdict' && output !== '' && { 'system-out': output }),
      })),
    },
  });
}

/** @param time length of the load, in seconds */
function verdictCase(result: Result, time: string): TestCase {
  const { spec, verdict, reasons, breakingPoint, stopped } = result;
  const point = breakingPoint === undefined ? [] : [`breaking point: ${breakingPoint}`];
  const ended = stopped ? [stoppedText(stopped, spec.loadMs)] : [];
  const output = [verdictLine(result), ...ended, ...point].join('\n');
  if (verdict === 'pass') return { name: 'verdict', output, time };
  const message = `${verdict}: ${reasons.join('; ')}`;
  return { name: 'verdict', output, time, failure: { type: verdict, message } };
}

function validityCase({ name, outcome, detail, leadsTo }: ValidityCheck): TestCase {
  if (outcome === 'held') return { name, output: detail };
  if (outcome === 'no data') return { name, output: '', skipped: detail };
  return { name, output: '', failure: { type: leadsTo, message: detail } };
}

function thresholdCase(threshold: ThresholdResult): TestCase {
  const name = `${threshold.id} ${threshold.bound}${threshold.level === 'warn' ? ' (warn)' : ''}`;
  if (threshold.outcome === 'no data' && threshold.explanation !== undefined)
    return {
      name,
      output: '',
      skipped: `no data: ${threshold.explanation} (why this bound: ${threshold.why})`,
    };
  if (threshold.outcome === 'no data') {
    const message = `${threshold.id} ${threshold.bound} has no sample (why this bound: ${threshold.why})`;
    return { name, output: '', failure: { type: 'invalid', message } };
  }
  if (threshold.outcome === 'not judged') {
    const skipped = `not judged: ${sampleCount(threshold)}, measured ${showMeasured(threshold)} (why this bound: ${threshold.why})`;
    return { name, output: '', skipped };
  }
  const measured = `${showMeasured(threshold)}, the bound is ${threshold.bound}, ${showMargin(threshold)} (why this bound: ${threshold.why})`;
  if (threshold.outcome === 'held') return { name, output: measured };
  if (threshold.level === 'warn') return { name, output: `warning: ${threshold.id} is ${measured}` };
  return { name, output: '', failure: { type: 'threshold', message: `${threshold.id} is ${measured}` } };
}

/** Failures with one cause, in words. */
function failureText({ of, name, cause, count, firstAtMs, lastAtMs, example }: FailureRow): string {
  const seen = firstAtMs === undefined ? '' : `, first ${instant(firstAtMs)}, last ${instant(lastAtMs)}`;
  return `${of} ${name} failed by ${cause} ${counted(count, 'time')}${seen}${example === undefined ? '' : `, such as: ${example}`}`;
}

/** The test for one probe: a call with a credential that the service must reject. */
function probeCase(probe: ProbeResult): TestCase {
  const name = probeName(probe);
  const message = probeFinding(probe);
  if (probe.outcome === 'closed') return { name, output: message };
  return { name, output: '', failure: { type: probe.outcome, message } };
}

function properties({ spec, loadline, versions = {} }: Result): object[] {
  const { runId, target, users } = spec;
  const shown = { run: runId, target, users: String(users), loadline, ...prefixed(versions) };
  return Object.entries(shown).map(([name, value]) => attributes({ name, value }));
}

function prefixed(versions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(versions).map(([name, value]) => [`version.${name}`, value]));
}
