import { describe, expect, test } from 'vitest';
import { readBaseUrl, readHost, readHostAndPort } from './address';

describe('a host alone', () => {
  test.each([
    ['localhost', 'localhost', 'localhost'],
    ['LOCALHOST', 'localhost', 'localhost'],
    ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
    ['a_b.example.com.', 'a_b.example.com.', 'a_b.example.com'],
    ['::1', '[::1]', '0:0:0:0:0:0:0:1'],
    ['[::1]', '[::1]', '0:0:0:0:0:0:0:1'],
    ['0:0:0:0:0:0:0:1', '[0:0:0:0:0:0:0:1]', '0:0:0:0:0:0:0:1'],
    ['2001:DB8:0::7', '[2001:db8:0::7]', '2001:db8:0:0:0:0:0:7'],
    ['::ffff:10.0.0.1', '[::ffff:10.0.0.1]', '10.0.0.1'],
    ['::', '[::]', '0:0:0:0:0:0:0:0'],
    ['1::', '[1::]', '1:0:0:0:0:0:0:0'],
  ])('%s is dialled as %s and compared as %s', (text, dialled, key) => {
    expect(readHost(text)).toMatchObject({ text: dialled, key });
  });

  test.each([
    '',
    ' ',
    'http://localhost',
    'localhost:80',
    '127.0.0.1/evil',
    '127.0.0.1#x',
    '127.0.0.1?x',
    '127.0.0.1\\evil',
    '127.0.0.1@evil',
    'a b',
    'a..b',
    '.a',
    '-a',
    'a-',
    'localhost\n',
    '%6cocalhost',
    '\u212Aelvin',
    '[localhost]',
    '[::1',
    '::1]',
    '[[::1]]',
    '[]',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    '::1%lo',
    '::127.0.0.256',
    '127.0.0.1::',
    'x'.repeat(255),
  ])('%j is not a host', (text) => {
    expect(readHost(text)).toBeUndefined();
  });
});

test.each([
  ['localhost', 'localhost', undefined],
  ['localhost:080', 'localhost', '80'],
  ['[::1]:7823', '[::1]', '7823'],
  ['::1', '[::1]', undefined],
])('%s is a host and a port', (text, host, port) => {
  const read = readHostAndPort(text);
  expect([read?.text, read?.port]).toEqual([host, port]);
});

test.each([
  'localhost:',
  'localhost:0',
  'localhost:65536',
  'localhost:x',
  'a:1:2',
  ':80',
  'evil.com/../x',
  'http://a',
])('%s is not a host and port', (text) => {
  expect(readHostAndPort(text)).toBeUndefined();
});

test.each([
  ['http://127.0.0.1:8000', 'http://127.0.0.1:8000', '8000'],
  ['HTTPS://Stage.Example.com/Base/', 'https://stage.example.com/Base', '443'],
  ['http://[::1]:8000/dev//', 'http://[::1]:8000/dev', '8000'],
  ['http://localhost/', 'http://localhost', '80'],
])('%s is requested as %s', (text, url, port) => {
  expect(readBaseUrl(text)).toMatchObject({ url, port });
});

test.each([
  'localhost',
  'localhost:80',
  'ftp://localhost',
  'http://',
  'http://http://localhost',
  'http://https://localhost',
  'http:///evil.com',
  'http://::1',
  'http://::1:80',
  'http://localhost:99999',
  'http://localhost#x',
  'http://localhost?x',
  'http://localhost/a?b',
  'http://localhost/a#b',
  'http://me:secret@localhost',
  'http://localhost\\@evil.com',
  'http://localhost/\\evil',
  'http:// localhost',
  'http://127%2e0.0.1',
])('%s is not a base URL', (text) => {
  expect(readBaseUrl(text)).toBeUndefined();
});
