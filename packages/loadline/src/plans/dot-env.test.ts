import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { withDotEnv } from './dot-env';
import { doubtfulLines } from './dot-env-lines';

const folder = mkdtempSync(join(tmpdir(), 'loadline-dot-env-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string | Buffer, environment: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const file = join(folder, '.env');
  writeFileSync(file, text);
  return withDotEnv(file, environment);
}

/** Returns the error message for a file; empty when the file can be read. */
function refusal(text: string | Buffer): string {
  try {
    read(text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('what is read', () => {
  it('assignments, also quoted ones with several lines; variables of the process take precedence', () => {
    const text = '# accounts\n\nexport A=1\nB = "two\nlines"\nC=\'x # y\'\r\nD=4 # four\nE=\n';
    expect(read(text, { D: '5' })).toEqual({ A: '1', B: 'two\nlines', C: 'x # y', D: '5', E: '' });
  });

  it('an exported variable that is empty counts as not set', () => {
    expect(read('A=1\n', { A: '', B: '' })).toEqual({ A: '1', B: '' });
  });

  it('a file from Windows, with a byte order mark and CRLF line ends', () => {
    expect(read('\ufeffA=1\r\nB="x"\r\n')).toEqual({ A: '1', B: 'x' });
  });

  it.each([
    ["A='pa#ss'", 'pa#ss'],
    ['A="pa#ss"', 'pa#ss'],
    ['A=\'say"hi"\'', 'say"hi"'],
    ['A=it is # a comment', 'it is'],
    ["A='C:\\new'", 'C:\\new'],
    ['A=x"y', 'x"y'],
    ['A="x" # a comment', 'x'],
    ['A="one\\ntwo"', 'one\ntwo'],
    [
      'A="-----BEGIN KEY-----\nabc\nQw==\n-----END KEY-----"',
      '-----BEGIN KEY-----\nabc\nQw==\n-----END KEY-----',
    ],
  ])('%s', (text, value) => {
    expect(read(`${text}\n`)).toEqual({ A: value });
  });

  it('no file: the variables of the process', () => {
    expect(withDotEnv(join(folder, 'none'), { A: '1' })).toEqual({ A: '1' });
  });

  it('any value in single quotes on one line that contains no single quote', () => {
    const value = fc.string({ unit: 'grapheme' }).filter((text) => !/['\r\n\0\\\u2028\u2029]/.test(text));
    fc.assert(
      fc.property(value, (text) => {
        const file = `A='${text}'\nB=1\n`;
        expect(doubtfulLines(file)).toEqual([]);
        expect(parse(file)).toEqual({ A: text, B: '1' });
      }),
    );
  });

  it('every value that is not refused is read completely', () => {
    const unit = fc.constantFrom('s3', '#', '"', "'", '`', '\\', ' ', '=', '$', '\t');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 6 }), (text) => {
        const line = `A=${text}`;
        // There are hundreds of texts, so none is written to a file.
        if (doubtfulLines(`${line}\nB=1\n`).length > 0) return;
        // A quote ends at the next one of its kind: nothing can escape it.
        const whole = line.slice(2).replace(/^\s*(["'`])((?:(?!\1).)*)\1(\s+#.*|\s*)$/, '$2');
        const value = whole === text ? text.replace(/\s#.*$/, '').trim() : whole;
        expect(parse(`${line}\nB=1\n`)).toEqual({ A: value, B: '1' });
      }),
      { numRuns: 500, examples: [['`` #`']] },
    );
  });
});

describe('what is refused, with the number of its line and without its content', () => {
  it.each([
    ['PASSWORD s3cret', 'sets nothing: write NAME=value'],
    ['s3cret', 'sets nothing'],
    ['__proto__=s3cret', 'sets nothing'],
    ['A: s3cret', 'sets nothing'],
    ['A=s3cret#1', 'holds a #, and readers cut the value there: write the value in single quotes'],
    ['A=#s3cret', 'holds a #'],
    ['A="say\\"s3cret\\""', 'holds a quote behind a backslash'],
    ['A="say\\"s3cret\\"', 'holds a quote behind a backslash'],
    ["A='it\\'s s3cret'", 'holds a quote behind a backslash'],
    ['A="C:\\s3cret"', 'holds a backslash in double quotes'],
    ['A="s3cret', 'opens a quote (") that nothing closes'],
    ["A='s3cret", "opens a quote (') that nothing closes"],
    ['A="s3cret"more', 'goes on behind the quote'],
    ['A="s3cret"#more', 'goes on behind the quote'],
    ['FIRST=s3cret', 'sets what line 1 has set already: remove one of the two'],
  ])('%s', (line, why) => {
    const message = refusal(`FIRST=1\n\n${line}\nLAST=1\n`);
    expect(message).toContain(`.env, line 3: ${why}`);
    expect(message).toMatch(/^1 problem /);
    expect(message).not.toContain('s3cret');
  });

  it('a stray line, although an earlier value contains it', () => {
    expect(refusal('A="one\ntwo three"\ntwo\n')).toContain('.env, line 3: sets nothing');
    expect(refusal('A=one two\ntwo\n')).toContain('.env, line 2: sets nothing');
    expect(refusal('A=\n"two"\n')).toContain('.env, line 2: sets nothing');
  });

  it('a quote left open that swallows the next assignment', () => {
    const message = refusal('A="s3cret\nB=2\nC=3"\n');
    expect(message).toContain('.env, line 1: opens a quote (") that is closed 2 lines further on');
    expect(message).not.toContain('s3cret');
  });

  it('all problems together', () => {
    expect(refusal('A=x#y\nB=1\n???\n')).toMatch(/^2 problems [\s\S]*line 1: [\s\S]*line 3: /);
  });
});

describe('a file that is not a text file', () => {
  it.each([
    ['UTF-16 of PowerShell', Buffer.from('\ufeffA=s3cret\r\n', 'utf16le')],
    ['big-endian UTF-16', Buffer.from('\ufeffA=s3cret\r\n', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('A=s3cret\r\n', 'utf16le')],
  ])('%s', (_what, bytes) => {
    const message = refusal(bytes);
    expect(message).toContain('.env: is not UTF-8 but UTF-16');
    expect(message).toContain('save it as UTF-8');
  });

  it('in a code page: the error names the line', () => {
    const message = refusal(Buffer.from('A=1\nB=s3crét\n', 'latin1'));
    expect(message).toContain('.env, line 2: holds a character that is not UTF-8');
    expect(message).not.toContain('s3cr');
  });

  it('a folder', () => {
    const file = join(folder, 'as-folder');
    mkdirSync(file);
    expect(() => withDotEnv(file, {})).toThrowError('.env: is a folder: write a file');
  });

  it.each([
    ['leads to itself', 'circle', 'circle'],
    ['leads nowhere', 'dangling', 'nowhere'],
  ])('a link that %s', (_how, name, target) => {
    symlinkSync(join(folder, target), join(folder, name));
    expect(() => withDotEnv(join(folder, name), {})).toThrowError(/\.env: cannot be read \(E\w+: /);
  });
});
