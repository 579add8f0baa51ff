import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressLine } from './progress-line';

function written(isTTY: boolean, columns?: number) {
  const texts: string[] = [];
  const out = { isTTY, columns: columns ?? 0, write: (text: string) => texts.push(text) > 0 };
  return { line: new ProgressLine(out), texts };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('on a terminal', () => {
  it('each line replaces the previous one, and the last one stays', () => {
    const { line, texts } = written(true);
    line.show('1s');
    line.show('2s');
    line.end();
    expect(texts).toEqual(['\r\u001b[K1s', '\r\u001b[K2s', '\n']);
  });

  it('it is removed once for other lines, and then written again', () => {
    const { line, texts } = written(true);
    line.clear();
    line.show('1s');
    line.clear();
    line.clear();
    line.show('2s');
    expect(texts).toEqual(['\r\u001b[K1s', '\r\u001b[K', '\r\u001b[K2s']);
  });

  it.each([
    [undefined, 100],
    [200, 100],
    [60, 59],
  ])('with %s columns it has at most %s', (columns, most) => {
    const { line, texts } = written(true, columns);
    line.show('x'.repeat(300));
    expect(texts[0]?.match(/x/g)).toHaveLength(most);
  });
});

it('without a terminal there is one line every 30 s, from the first figures on', () => {
  const { line, texts } = written(false);
  for (let second = 0; second <= 60; second++) {
    line.show(`${second}s ${'x'.repeat(200)}`);
    vi.advanceTimersByTime(1_000);
  }
  line.end();
  expect(texts.map((text) => text.slice(0, 3).trim())).toEqual(['0s', '30s', '60s']);
  expect(texts.every((text) => text.length === 101 && text.endsWith('\n'))).toBe(true);
});
