import { expect, it } from 'vitest';
import { environmentFile } from './environment-file';
import { problemsOf } from './schema';
import { parseAssignment } from './set-path';

it.each([
  ['20', 20],
  ['true', true],
  ['[a, b]', ['a', 'b']],
  ['%', '%'],
  ['@home', '@home'],
])('the value of --set is read as YAML, or as the only text that it can be: %s', (text, value) => {
  expect(parseAssignment(`environment.observe.page.series.cpu.unit=${text}`).value).toEqual(value);
});

it('the error about a share of traces that is a number, or missing, says what to write', () => {
  for (const trace of [{ share: 1 }, { link: 'https://tempo.example.com/{traceId}' }]) {
    const parsed = environmentFile.safeParse({ description: 'x', allow: [], suites: {}, trace });
    const found = parsed.success ? [] : problemsOf(parsed.error, 'e.yml', environmentFile);
    expect(found.map(({ message }) => message).join()).toContain('such as 1%');
  }
});

it('a value that is no YAML names its path, not its text', () => {
  const read = () => parseAssignment('environment.observe.page.series=[hush');
  expect(read).toThrow(/^the value of environment\.observe\.page\.series cannot be read: /);
  expect(read).not.toThrow(/hush/);
});
