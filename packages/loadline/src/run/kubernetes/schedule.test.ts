import { expect, it } from 'vitest';
import { scheduleProblems } from './schedule';

it.each([
  ['17 2 * * 0', 'America/New_York'],
  ['*/15 8-18 * * MON-FRI', 'Etc/UTC'],
  ['0-30/10,45 ? 1,15 jan-Jun 0,6', 'Etc/UTC'],
  ['@weekly', 'UTC'],
])('takes %s in %s', (cron, timeZone) => {
  expect(scheduleProblems('vacancies-load', { cron, timeZone })).toEqual([]);
});

it.each([
  ['17 2 * *', 'Etc/UTC', '--schedule: is "17 2 * *": write five fields'],
  ['60 2 * * 0', 'Etc/UTC', '--schedule: is "60 2 * * 0"'],
  ['0 24 * * 0', 'Etc/UTC', '--schedule: is "0 24 * * 0"'],
  ['0 0 0 * *', 'Etc/UTC', '--schedule: is "0 0 0 * *"'],
  ['0 0 * FOO *', 'Etc/UTC', '--schedule: is "0 0 * FOO *"'],
  ['0 0 * * 7', 'Etc/UTC', '--schedule: is "0 0 * * 7"'],
  ['*/0 * * * *', 'Etc/UTC', '--schedule: is "*/0 * * * *"'],
  ['30-10 * * * *', 'Etc/UTC', '--schedule: is "30-10 * * * *"'],
  ['1-2-3 * * * *', 'Etc/UTC', '--schedule: is "1-2-3 * * * *"'],
  ['@never', 'Etc/UTC', '--schedule: is "@never"'],
  ['17 2 * * 0', 'america/new_york', '--time-zone: is "america/new_york"'],
  ['17 2 * * 0', 'Mars/Olympus', '--time-zone: is "Mars/Olympus"'],
  ['17 2 * * 0', 'Local', '--time-zone: is "Local"'],
])('refuses %s in %s', (cron, timeZone, message) => {
  const [problem] = scheduleProblems('vacancies-load', { cron, timeZone });
  expect(`${problem?.where}: ${problem?.message}`).toContain(message);
});

it('refuses a test whose name cannot be that of a CronJob', () => {
  const [problem] = scheduleProblems('a'.repeat(44), { cron: '@daily', timeZone: 'UTC' });
  expect(problem?.message).toContain('at most 43 small letters, digits and dashes');
});
