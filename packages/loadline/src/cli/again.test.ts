import { afterEach, beforeEach, expect, it } from 'vitest';
import { againLine } from './again';

const { argv } = process;
beforeEach(() => {
  process.argv = ['node', `${process.cwd()}/bin/loadline`];
});
afterEach(() => {
  process.argv = argv;
});

it.each([
  [['run', 'vacancies-load', '--users', '60'], 'run vacancies-load --users 60'],
  [['run', '--run-id', 'one', '--start-at=2030-01-01T00:00:00Z', '--repeat', '3', '--flat'], 'run --flat'],
  [['capacity', 'a', '--repeat', '1', '--to=9'], 'capacity a --repeat 1 --to=9'],
  [['run', '--set', 'test.description=An hour'], "run --set 'test.description=An hour'"],
  [['run', '--set', "test.description=it's"], "run --set 'test.description=it'\\''s'"],
  [
    ['run', '--set', 'environment.suites.a.data.USER_PASSWORD=hush'],
    "run --set 'environment.suites.a.data.USER_PASSWORD=***'",
  ],
  [
    ['run', '--set=environment.suites.a.data.API_KEY=hush'],
    "run '--set=environment.suites.a.data.API_KEY=***'",
  ],
  [['run', '--proxy', 'http://me:hush@127.0.0.1:3128'], "run --proxy 'http://***@127.0.0.1:3128'"],
])('%j is run again as %s', (words, line) => {
  expect(againLine(words)).toBe(`bin/loadline ${line}`);
});

it('an installed loadline is started by npx', () => {
  process.argv = ['node', '/home/me/project/node_modules/.bin/loadline'];
  expect(againLine(['run'])).toBe('npx loadline run');
});

it('the value of a variable that is secret is masked, also in an address', () => {
  const set = 'environment.listeners.chat.url=https://hooks.example.com/services/path-of-the-hook';
  expect(againLine(['run', '--set', set], { HOOK_TOKEN: 'path-of-the-hook' })).toBe(
    "bin/loadline run --set 'environment.listeners.chat.url=https://hooks.example.com/services/***'",
  );
});
