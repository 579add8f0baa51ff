import { expect, it } from 'vitest';
import { cutTo, workflowCommand } from './texts.js';

it('escapes what would end a workflow command, or begin a property', () => {
  expect(workflowCommand('error', { file: 'a,b:c.json', line: 3 }, '100%\r\n::warning::x')).toBe(
    '::error file=a%2Cb%3Ac.json,line=3::100%25%0D%0A::warning::x',
  );
  expect(workflowCommand('notice', {}, 'well')).toBe('::notice::well');
});

it('cuts a text at a line, within so many bytes, and says so', () => {
  const text = 'first\nsecond ü\nthird';
  expect(cutTo(text, 100, 'cut')).toBe(text);
  const cut = cutTo(`${'ü\n'.repeat(1_000_000)}`, 1_024_000, 'The rest is left out.');
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(1_024_000);
  expect(Buffer.byteLength(cut)).toBeGreaterThan(1_023_900);
  expect(cut).toMatch(/ü\n\nThe rest is left out\.\n$/);
  expect(cut).not.toContain('\uFFFD');
  // A single line that is too long is cut, but never within a character.
  expect(cutTo('ü'.repeat(50), 20, 'cut')).toMatch(/^ü+\n\ncut\n$/);
});
