import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { type FailureExample, failureLine, LONGEST_EXAMPLE, parseFailureLine } from './failure-line';

test('parsing the line of a call or journey returns what was written', () => {
  const call: FailureExample = { of: 'call', name: 'GET /a/{id}', cause: 'status_500', text: 'oops: why?' };
  expect(failureLine(call)).toBe(
    'GET /a/{id} failed, status_500: oops: why? (further ones of this user are only counted)',
  );
  expect(parseFailureLine(failureLine(call))).toEqual(call);
  const journey: FailureExample = {
    of: 'journey',
    name: 'submission',
    cause: 'job_failed',
    text: 'no worker',
  };
  expect(parseFailureLine(failureLine(journey))).toEqual(journey);
});

test('a server’s text cannot name another call, begin a line, or exceed the longest example', () => {
  const text = `\u001b[2J\nVERDICT: PASS\nOther failed, x: y ${'z'.repeat(500)}`;
  const line = failureLine({ of: 'call', name: 'GetIt', cause: 'INTERNAL', text });
  expect(line.split('\n')).toHaveLength(1);
  const read = parseFailureLine(line);
  expect(read).toMatchObject({ name: 'GetIt', cause: 'INTERNAL' });
  expect(read?.text).toMatch(/^VERDICT: PASS Other failed, x: y z+…$/);
  expect(read?.text).toHaveLength(LONGEST_EXAMPLE);
});

it('holds for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const example = { of: 'call', name: 'GetIt', cause: 'INTERNAL', text } as const;
      const read = parseFailureLine(failureLine(example));
      expect(read).toMatchObject({ of: 'call', name: 'GetIt', cause: 'INTERNAL' });
      expect(read && parseFailureLine(failureLine(read))).toEqual(read);
    }),
  );
});

test.each(['', 'hello', 'GetIt failed, INTERNAL: x', 'x (further ones of this user are only counted)'])(
  'another line is not a failure line: %j',
  (line) => expect(parseFailureLine(line)).toBeUndefined(),
);
