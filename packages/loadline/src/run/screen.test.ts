import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { afterEach, expect, test, vi } from 'vitest';
import { columnsOf, screenOf } from './screen';

/** A stream with the properties of a terminal or of a file. */
function stream(isTTY: boolean, columns?: number): NodeJS.WriteStream {
  const { getColorDepth } = WriteStream.prototype;
  const out = Object.assign(new PassThrough(), { isTTY, columns, ...(isTTY && { getColorDepth }) });
  return out as unknown as NodeJS.WriteStream;
}

afterEach(() => vi.unstubAllEnvs());

const RED = '\u001b[1m\u001b[31mFAIL\u001b[39m\u001b[22m';

test.each([
  ['a terminal', true, {}, RED],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, 'FAIL'],
  ['a file', false, {}, 'FAIL'],
  ['a file with FORCE_COLOR', false, { FORCE_COLOR: '1' }, RED],
])('%s: with or without colours', (_name, isTTY, variables, shown) => {
  // On a CI machine, Node assumes that the terminal has no colours.
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI', 'TF_BUILD', 'TEAMCITY_VERSION'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('TERM', 'xterm-256color');
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  expect(screenOf(stream(isTTY, 80)).style('red', 'FAIL')).toBe(shown);
});

test.each([
  ['a wide terminal', true, 140, 140, 140],
  ['a narrow terminal', true, 20, 60, 60],
  ['a terminal of unknown width', true, 0, 100, 100],
  ['a file', false, undefined, 100, undefined],
])('%s: width', (_name, isTTY, columns, width, known) => {
  const out = stream(isTTY, columns);
  expect(screenOf(out).width).toBe(width);
  expect(columnsOf(out)).toBe(known);
});
