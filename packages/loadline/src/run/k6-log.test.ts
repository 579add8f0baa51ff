import { describe, expect, it } from 'vitest';
import { failureLine } from '../core/figures/failure-line';
import { prepareSecrets } from '../core/text/secret-mask';
import {
  isThresholdVerdict,
  LogReader,
  maskLogLine,
  parseLogLine,
  renderLogLine,
  writeErrorText,
} from './k6-log';

const TIME = '2026-03-01T12:00:05Z';

function line(fields: Record<string, unknown>): string {
  return JSON.stringify({ level: 'error', msg: '', time: TIME, ...fields });
}

/** Reads the facts of a log. @param isRunError whether its last error ended the run */
function factsOf(lines: readonly string[], isRunError = false) {
  const reader = new LogReader();
  for (const text of lines) {
    const parsed = parseLogLine(text);
    if (parsed) reader.read(parsed);
  }
  return reader.facts(isRunError);
}

describe('errors in the log of k6', () => {
  it('are counted: rejections and exceptions of iterations that had returned', () => {
    const lines = [
      line({
        msg: 'Uncaught (in promise) Error: floating\n',
        executor: 'constant-arrival-rate',
        scenario: 'crud',
      }),
      line({ msg: 'TypeError: in a timer\n', executor: 'constant-arrival-rate', source: 'stacktrace' }),
      line({ msg: 'failed to handle the end-of-test summary', error: 'no summary' }),
    ];
    expect(factsOf(lines)).toEqual({
      uncaught: { count: 3, first: 'Uncaught (in promise) Error: floating' },
    });
  });

  it.each([
    ['a line of console', line({ msg: 'TypeError', source: 'console' })],
    ['a line of console that looks like one of k6', line({ msg: line({ msg: 'x' }), source: 'console' })],
    ['text that is not JSON', 'level=error msg="TypeError"'],
    ['a warning', line({ msg: 'Request Failed', level: 'warning' })],
    ['a broken threshold', line({ msg: "thresholds on metrics 'calls' have been crossed" })],
  ])('are not counted: %s', (_, text) => {
    expect(factsOf([text])).toEqual({ uncaught: { count: 0 } });
  });

  it('with the text of k6 at the end of a run are counted when an iteration threw them', () => {
    const msg = "test run was aborted because k6 received a 'interrupt' signal";
    expect(factsOf([line({ msg, executor: 'constant-arrival-rate' })])).toEqual({
      uncaught: { count: 1, first: msg },
    });
  });

  it.each([
    [
      "thresholds on metrics 'calls{call:A}' were crossed; at least one has abortOnFail enabled, stopping",
      'threshold',
      'calls{call:A}',
    ],
    ["test run was aborted because k6 received a 'interrupt' signal", 'SIGINT', undefined],
    ["test run was aborted because k6 received a 'terminated' signal", 'SIGTERM', undefined],
  ])('show what stopped the run: %s', (msg, by, detail) => {
    const stopped = { by, atMs: Date.parse(TIME), ...(detail && { detail }) };
    expect(factsOf([line({ msg })])).toEqual({ uncaught: { count: 0 }, stopped });
  });

  it('show that outputs which the user asked for were away, which is no error of the script', () => {
    const away = { error: 'connection refused' };
    const lines = [
      line({ msg: 'Failed to send the time series data', output: 'Prometheus remote write', ...away }),
      line({ msg: "Couldn't write stats", output: 'InfluxDBv1', ...away }),
      line({ msg: "can't shutdown OpenTelemetry metric provider", ...away }),
    ];
    expect(factsOf(lines)).toEqual({
      uncaught: { count: 0 },
      outputErrors: {
        count: 3,
        first: 'Prometheus remote write: Failed to send the time series data: connection refused',
      },
    });
    expect(factsOf([line({ msg: 'CSV: broken', output: 'csv' })]).uncaught.count).toBe(1);
  });

  it('show why set-up failed, which does not count as a script error of an iteration', () => {
    const lines = [line({ msg: 'Error: wrong password\n\tat setup (a.js:1)\n', source: 'stacktrace' })];
    expect(factsOf(lines, true)).toEqual({ uncaught: { count: 0 }, lastError: 'wrong password' });
    const packed =
      'Error: no token\nasked twice\n\tat openNext (webpack://loadline/./src/kit/a.ts:1:2)\n\tat b (c.js:1)\n';
    expect(factsOf([line({ msg: packed })], true).lastError).toBe('no token\nasked twice');
    // Long enough to be cut off before its stack.
    const long = 'x'.repeat(600);
    expect(factsOf([line({ msg: `Error: ${long}\n\tat a (b.js:1)` })], true).lastError).toMatch(/^x+$/);
    const lastError = 'TypeError: x is undefined\n\tat setup (a.js:1)';
    const mistake = [line({ msg: `${lastError}\n`, source: 'stacktrace' })];
    expect(factsOf(mistake, true)).toEqual({ uncaught: { count: 0 }, lastError });
  });
});

describe('files that k6 cannot write', () => {
  const samples = { msg: 'CSV: Error writing to file', filename: 'samples-1.csv.gz' };
  const error =
    "Could not save some summary information:\n\t- could not open 'k6-1.json': no space left on device";
  const result = { msg: 'failed to handle the end-of-test summary', error };

  it.each([
    [samples, 'k6 could not write samples-1.csv.gz'],
    [result, /^k6 could not write its result: .* no space left on device$/],
  ])('are not script errors: $msg', (fields, text) => {
    const reader = new LogReader();
    const parsed = parseLogLine(line(fields));
    if (!parsed) throw new Error('not read');
    reader.read(parsed);
    expect(reader.hasWriteError).toBe(true);
    expect(reader.facts(false).uncaught.count).toBe(0);
    expect(writeErrorText(parsed)).toMatch(text);
  });

  it.each([
    ['a message of a script', { ...samples, source: 'console' }, 0],
    ['an exception in an iteration', { ...samples, executor: 'x' }, 1],
    ['a summary that the script broke', { ...result, error: 'TypeError: x' }, 1],
  ])('are not: %s', (_, fields, count) => {
    const reader = new LogReader();
    const parsed = parseLogLine(line(fields));
    if (parsed) reader.read(parsed);
    expect(reader.hasWriteError).toBe(false);
    expect(reader.facts(false).uncaught.count).toBe(count);
  });
});

it('one example of a failure is kept for each cause, from console lines only', () => {
  const failed = (text: string, cause = 'INTERNAL') =>
    failureLine({ of: 'call', name: 'GetIt', cause, text });
  const lines = [
    line({ msg: failed('first'), level: 'warning', source: 'console' }),
    line({ msg: failed('second'), level: 'warning', source: 'console' }),
    line({ msg: failed('busy', 'UNAVAILABLE'), level: 'warning', source: 'console' }),
    line({ msg: failed('not ours', 'DATA_LOSS'), level: 'warning' }),
  ];
  expect(factsOf(lines).examples).toEqual([
    { of: 'call', name: 'GetIt', cause: 'INTERNAL', text: 'first' },
    { of: 'call', name: 'GetIt', cause: 'UNAVAILABLE', text: 'busy' },
  ]);
});

it('secrets in any field are masked', () => {
  const parsed = parseLogLine(line({ msg: 'Request Failed', error: 'Get "https://x/?pw=c4n4ry-pass"' }));
  expect(parsed && renderLogLine(maskLogLine(parsed, prepareSecrets(['c4n4ry-pass'])))).toContain(
    'error=Get "https://x/?pw=***"',
  );
});

it('a secret with a control character in it is masked, because it would be complete without that character', () => {
  const parsed = parseLogLine(line({ msg: 'got c4n4ry\u0007-pass', error: 'c4n4ry\u202e-pass' }));
  const shown = parsed && renderLogLine(maskLogLine(parsed, prepareSecrets(['c4n4ry-pass'])));
  expect(shown).toBe('12:00:05 error   got *** error=***');
});

describe('a formatted line of the log', () => {
  const fields = { msg: 'broken\n\tat a.ts:1\n', executor: 'x', scenario: 'crud', source: 'stacktrace' };

  it('has time, level, message and fields', () => {
    const parsed = parseLogLine(line(fields));
    expect(parsed && renderLogLine(parsed)).toBe('12:00:05 error   broken\n\tat a.ts:1 scenario=crud');
    expect(parsed && renderLogLine(parsed, true)).toBe('broken\n\tat a.ts:1');
  });

  it('contains no control characters', () => {
    const parsed = parseLogLine(line({ msg: '\u001b[2J\u001b]0;title\u0007VERDICT\r: PASS\u009b1A' }));
    expect(parsed && renderLogLine(parsed, true)).toBe('VERDICT: PASS');
  });
});

it('a message of k6 about thresholds is recognised, and not one of a script', () => {
  const msg = "thresholds on metrics 'journey_failed' have been crossed";
  const says = (text: string) => {
    const parsed = parseLogLine(text);
    return parsed !== undefined && isThresholdVerdict(parsed);
  };
  expect(says(line({ msg }))).toBe(true);
  expect(says(line({ msg, source: 'console' }))).toBe(false);
  expect(says(line({ msg: 'thresholds' }))).toBe(false);
});
