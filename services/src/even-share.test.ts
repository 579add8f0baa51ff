import { describe, expect, it } from 'vitest';
import { evenShare } from './even-share';

function pattern(share: number, calls: number): string {
  const picks = evenShare(share);
  return Array.from({ length: calls }, () => (picks() ? 'x' : '.')).join('');
}

describe('evenShare', () => {
  it.each([
    [0, '..........'],
    [0.1, '.........x'],
    [0.2, '....x....x'],
    [0.3, '...x..x..x'],
    [0.5, '.x.x.x.x.x'],
    [1, 'xxxxxxxxxx'],
  ])('%f → %s', (share, expected) => {
    expect(pattern(share, 10)).toBe(expected);
  });

  it('is exact for every whole percentage, in spite of rounding', () => {
    for (let percent = 0; percent <= 100; percent++) {
      const picked = pattern(percent / 100, 100).replaceAll('.', '').length;
      expect(picked).toBe(percent);
    }
  });
});
