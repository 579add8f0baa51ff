import type { Env } from 'loadline';
import { daysAgo, readDate } from './dates';
import { readPhoto } from './photo';

/** Reads the address of the food diary: `EATER_TARGET_HOST`, else `TARGET_HOST`. @returns the address as a text for people */
export function readTarget(env: Env): string {
  const host = env.baseUrl('TARGET_HOST', 'http://127.0.0.1:5000');
  return env.baseUrl('EATER_TARGET_HOST', host) ?? '';
}

/** Reads the variables for the contents of the requests. */
export function readData(env: Env): void {
  readPhoto(env);
  readDay(env, 'TEST_CUSTOM_DATE', daysAgo(1));
  const start = readDay(env, 'TEST_ALCOHOL_START', daysAgo(6));
  const end = readDay(env, 'TEST_ALCOHOL_END', daysAgo(0));
  if (start !== undefined && end !== undefined && start > end)
    env.wrong('TEST_ALCOHOL_START', 'is later than TEST_ALCOHOL_END: write an earlier day');
  const language = env.text('TEST_LANGUAGE_CODE', 'en') ?? '';
  if (!/^[a-z]{2}$/i.test(language)) env.wrong('TEST_LANGUAGE_CODE', `is "${language}": write two letters`);
  env.integer('TEST_RECOMMENDATION_DAYS', 7);
  env.text('TEST_FEEDBACK_TEXT', 'Load test');
  env.choice('TEST_AUTH_PROVIDER', ['google', 'apple'], 'google');
  env.text('TEST_AUTH_EMAIL', 'load-test@example.com');
  env.text('TEST_AUTH_NAME', 'Load Test');
  env.text('TEST_AUTH_PROFILE_URL', 'https://example.com/load-test.jpg');
  env.secret('TEST_AUTH_TOKEN');
  env.secret('TEST_USER_TOKEN');
  env.secret('TEST_USER_EMAIL');
}

/** Reads the user. Only a run needs the user; a plan does not. */
export function requireUser(env: Env): void {
  const { TEST_USER_TOKEN: token, TEST_USER_EMAIL: email } = __ENV;
  const missing = (where: string, message: string) =>
    env.problems.push({ code: 'variable-missing', where, message });
  if (!token) missing('TEST_USER_TOKEN', 'is not set: write the token of the user whose diary is used');
  else if (/[^\x21-\x7e]/.test(token))
    env.wrong('TEST_USER_TOKEN', 'holds a blank or worse: write the token alone, without "Bearer"');
  if (!email) missing('TEST_USER_EMAIL', 'is not set: weights and feedback go to whom it names');
}

/** Reads a day, dd-mm-yyyy. @returns the start of the day; undefined when there is no such day */
function readDay(env: Env, name: string, byDefault: string): number | undefined {
  const text = env.text(name, byDefault) ?? '';
  const day = readDate(text);
  if (day === undefined) env.wrong(name, `is "${text}": write a day such as ${byDefault}`);
  return day;
}
