import { expect, test } from 'vitest';
import { type Expectation, type GotReply, isExpected, wrongReply, wrongStatus } from './expect';

const HEADERS: Record<string, string> = { 'content-type': 'application/json', 'x-total': '3' };

function got(content: unknown, other: Partial<GotReply> = {}): GotReply {
  return {
    status: 200,
    header: (name) => HEADERS[name.toLowerCase()],
    text: JSON.stringify(content),
    content,
    durationMs: 100,
    ...other,
  };
}

test.each<[Expectation, number, boolean]>([
  [{}, 200, true],
  [{}, 201, false],
  [{ status: 404 }, 404, true],
  [{ status: 404 }, 200, false],
  [{ status: [200, 404] }, 404, true],
  [{ status: [200, 404] }, 500, false],
])('%j of status %i: %s', (expected, status, holds) => {
  expect(isExpected(status, expected)).toBe(holds);
});

test.each<[Expectation, string | undefined]>([
  [{}, undefined],
  [{ headers: ['X-Total', 'Content-Type'] }, undefined],
  [{ headers: ['Location'] }, 'wrong_reply header Location: expected "any value", got nothing'],
  [{ headers: { 'X-Total': '3' } }, undefined],
  [{ headers: { 'X-Total': '4' } }, 'wrong_reply header X-Total: expected "4", got "3"'],
  [{ json: { items: [2, 1] } }, undefined],
  [{ json: { items: [1] } }, 'wrong_reply json.items.length: expected 1, got 2'],
  [{ text: '"items":[1' }, undefined],
  [{ text: 'nowhere' }, String.raw`wrong_reply text: expected "nowhere", got "{\"items\":[1,2]}"`],
  [{ message: { items: [1, 2] } }, undefined],
  [{ message: { total: 2 } }, 'wrong_reply message.total: expected 2, got nothing'],
  [{ within: '100ms' }, undefined],
  [{ within: '1s' }, undefined],
  [{ within: '99ms' }, 'too_slow within: expected "99ms", got "100ms"'],
  // A wrong reply is reported before a late one.
  [{ within: '99ms', text: 'no' }, String.raw`wrong_reply text: expected "no", got "{\"items\":[1,2]}"`],
])('%j', (expected, text) => {
  const wrong = wrongReply(got({ items: [1, 2] }), expected);
  expect(wrong && `${wrong.cause} ${wrong.detail}`).toBe(text);
});

test.each([
  [500, 'status_500', 'status: expected 200, got 500: {"a":1}'],
  [418, 'status_other', 'status: expected 200, got 418: {"a":1}'],
  [302, 'status_other', 'status: expected 200, got 302: {"a":1}'],
  [201, 'wrong_reply', 'status: expected 200, got 201: {"a":1}'],
])('status %i is the cause %s', (status, cause, detail) => {
  expect(wrongStatus(got({ a: 1 }, { status }), {})).toEqual({ cause, detail });
});

test.each([/json/g, /json/y, /application/gy])('the pattern %s begins anew in each reply', (pattern) => {
  const expected = { headers: { 'Content-Type': new RegExp(`.*${pattern.source}`, pattern.flags) } };
  for (let i = 0; i < 4; i++) expect(wrongReply(got({}), expected)).toBeUndefined();
});

test('a secret that the server repeats is masked', () => {
  const reply = got({ detail: [{ input: { password: 'hush', email: 'a@b.c' } }] }, { status: 422 });
  const { detail } = wrongStatus(reply, {});
  expect(detail).not.toContain('hush');
  expect(detail).toContain('a@b.c');
});
