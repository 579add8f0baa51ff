import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { reproducibleTar } from './reproducible-tar';

/** An archive with times to the nanosecond and a path that is too long for a plain header. */
function packed(folder: string): Buffer {
  const home = mkdtempSync(join(tmpdir(), 'loadline-test-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const deep = `${folder}/${'d'.repeat(90)}/${'e'.repeat(90)}`;
  mkdirSync(join(home, deep), { recursive: true });
  writeFileSync(join(home, folder, 'short.js'), `// ${folder}\n`);
  writeFileSync(join(home, deep, 'long.js'), 'long');
  execFileSync('tar', ['--format=posix', '--sort=name', '-cf', 'a.tar', folder], { cwd: home });
  return readFileSync(join(home, 'a.tar'));
}

it('makes archives of the same files equal, and keeps names and contents', () => {
  const one = reproducibleTar(packed('pack-abc123'), 'pack-abc123', 'pack-folder');
  const other = reproducibleTar(packed('pack-xyz789'), 'pack-xyz789', 'pack-folder');
  expect(one.equals(other)).toBe(true);
  const listed = execFileSync('tar', ['-tf', '-'], { input: one, encoding: 'utf8' }).trim().split('\n');
  expect(listed).toContain('pack-folder/short.js');
  expect(listed.find((name) => name.endsWith('long.js'))).toHaveLength(
    'pack-folder/'.length + 2 * 91 + 'long.js'.length,
  );
  expect(execFileSync('tar', ['-xOf', '-', 'pack-folder/short.js'], { input: one, encoding: 'utf8' })).toBe(
    '// pack-folder\n',
  );
});

it('takes only a name of the same length', () => {
  expect(() => reproducibleTar(Buffer.alloc(1_024), 'abc', 'ab')).toThrow('ab is not as long as abc');
});
