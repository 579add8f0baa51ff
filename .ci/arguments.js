// What a run by hand was given, as arguments of `loadline run`, one a line: TEST, ENVIRONMENT, ADDRESS, USERS_GIVEN, DURATION_GIVEN.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const { TEST = '', ENVIRONMENT, ADDRESS, USERS_GIVEN, DURATION_GIVEN, GITHUB_OUTPUT } = process.env;
const { tests } = parse(readFileSync(join(import.meta.dirname, '../plans/registry.yml'), 'utf8'));
const suite = tests[TEST]?.suite;
if (suite === undefined) {
  console.error(`there is no test "${TEST}": write one of ${Object.keys(tests).join(', ')}`);
  process.exit(2);
}
/** @param {string} name @param {string | undefined} value */
const option = (name, value) => (value ? [`${name}=${value.replaceAll(/[\r\n]/g, ' ')}`] : []);
const lines = [
  ...option('--env', ENVIRONMENT),
  ...option('--users', USERS_GIVEN),
  ...option('--duration', DURATION_GIVEN),
  ...(ADDRESS ? ['--set', ...option(`environment.suites.${suite}.address`, ADDRESS)] : []),
];
console.log(lines.join('\n'));
if (GITHUB_OUTPUT)
  appendFileSync(GITHUB_OUTPUT, `arguments<<end-of-arguments\n${lines.join('\n')}\nend-of-arguments\n`);
