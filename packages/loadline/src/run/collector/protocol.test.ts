import { expect, it } from 'vitest';
import { tokenProblems } from './protocol';

it.each([
  ['sixteen-letters-', undefined],
  ['', 'is not set: set it to X'],
  ['fifteen-letters', 'is too short: set it to X'],
  ['with-a-line-break\n', 'has a blank, a line break or a character that is not ASCII: set it to X'],
  ['pässe-wie-diese-gehen-nicht', 'has a blank, a line break or a character that is not ASCII: set it to X'],
])('a token %j can be sent in a header, or is refused', (token, message) => {
  expect(tokenProblems(token, 'X').map((problem) => problem.message)).toEqual(
    message === undefined ? [] : [message],
  );
});
