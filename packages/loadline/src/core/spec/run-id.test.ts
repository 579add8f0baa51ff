import { expect, test } from 'vitest';
import { newRunId, runIdProblem } from './run-id';

test.each(['nightly-17', 'a', 'v1.2.3', 'a_x', '20260301-120000-a1b2', 'x'.repeat(100)])(
  '%s is an ID',
  (id) => {
    expect(runIdProblem(id)).toBeUndefined();
  },
);

test('a new ID is valid', () => {
  expect(runIdProblem(newRunId(new Date()))).toBeUndefined();
});

test.each(['.', '..', '.hidden', '-x', '_x', 'a/b', '../x', 'a\\b', 'a b', 'a\n', '', 'ä', 'x'.repeat(101)])(
  '%j is not an ID',
  (id) => {
    expect(runIdProblem(id)).toContain('write up to 100 letters, digits, dots and dashes');
  },
);

test('a problem with a long ID does not repeat it in full', () => {
  expect(runIdProblem('x'.repeat(300))?.length).toBeLessThan(250);
});

test('an ID to which something is appended must be shorter by as much', () => {
  expect(runIdProblem('x'.repeat(95), 5)).toBeUndefined();
  expect(runIdProblem('x'.repeat(96), 5)).toContain('write up to 95 letters');
});
