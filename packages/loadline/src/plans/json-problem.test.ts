import { expect, test } from 'vitest';
import { jsonProblem } from './json-problem';

test.each([
  ['{\n  "a": x\n}', '2:8', "Unexpected token 'x'"],
  ['{\n  "a": tru\n}', '2:11', 'Unexpected token'],
  ['{\n  "a": 1,\n}', '3:1', 'Expected double-quoted property name'],
  ['{\n  "a": 1\n  "b": 2\n}', '3:3', "Expected ',' or '}' after property value"],
  ['{\n  "a": "b\n}', '2:10', 'Bad control character in string literal'],
  ['{ "a": 1', '1:9', "Expected ',' or '}' after property value"],
  ['{ "a": [\n', '2:1', 'Unexpected end of JSON input'],
  ['', '1:1', 'Unexpected end of JSON input'],
  [`{\n${'  "key": "0123456789",\n'.repeat(50)}  <<<<<<< HEAD\n}`, '52:3', 'Expected double-quoted'],
  [`[\n${'  "0123456789",\n'.repeat(50)}  <<<<<<< HEAD\n]`, '52:3', "Unexpected token '<'"],
])('%j is wrong at %s', (text, at, message) => {
  try {
    JSON.parse(text);
  } catch (error) {
    const found = jsonProblem(text, error as SyntaxError);
    expect(found).toEqual({ at, message: expect.stringContaining(message) });
    expect(found.message).not.toMatch(/\n|position|not valid/);
    return;
  }
  expect.unreachable();
});
