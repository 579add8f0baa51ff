import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { withDotEnv } from './dot-env';

const folder = mkdtempSync(join(tmpdir(), 'loadline-dot-env-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string, environment: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const file = join(folder, '.env');
  writeFileSync(file, text);
  return withDotEnv(file, environment);
}

it('assignments, quoted ones over several lines too, under those of the process', () => {
  const text = '# accounts\n\nexport A=1\nB = "two\nlines"\nC=\'x # y\'\r\nD=4 # four\n';
  expect(read(text, { D: '5' })).toEqual({ A: '1', B: 'two\nlines', C: 'x # y', D: '5' });
});

it('lines that set nothing are named by their number, and not repeated', () => {
  expect(() => read('A=1\nPASSWORD s3cret\n???\n')).toThrowError(
    /\.env, line 2: sets nothing: write NAME=value[\s\S]*\.env, line 3: sets nothing/,
  );
  expect(() => read('PASSWORD s3cret\n')).not.toThrowError(/s3cret/);
});
