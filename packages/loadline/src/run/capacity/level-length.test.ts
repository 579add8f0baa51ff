import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useProject } from '../home';
import { tooShortWarning, usualLengthMs } from './level-length';

const folder = mkdtempSync(join(tmpdir(), 'loadline-length-'));

/** A bundle in which each user does one iteration per second, with one call of each kind; `never` is not called. */
const BUNDLE = `
const units = { h: 3600, m: 60, s: 1 };
const { profiles: { load: { users, duration } }, thresholds } = JSON.parse(open(__ENV.LOADLINE_PLAN_FILES));
const seconds = [...duration.matchAll(/(\\d+)([hms])/g)].reduce((sum, [, n, unit]) => sum + n * units[unit], 0);
const planned = { min: users * seconds, max: users * seconds };
const ofCall = (call, stat, level = 'fail') =>
  ({ id: 'calls.' + call + '.' + stat, level, stat, subject: { of: 'call', call, measure: 'duration' } });
const spec = {
  journeys: [{ name: 'shop', planned, calls: ['buy'], metrics: [] }],
  thresholds: thresholds.map((one) => ofCall(...one)),
};
module.exports = { about: { info: {}, problems: [], spec } };
// Built by loadline ${LOADLINE_VERSION}
`;

beforeAll(() => {
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/shop.js'), BUNDLE);
  useProject({ folder, build: 'make' });
});
afterAll(() => {
  useProject(undefined);
  rmSync(folder, { recursive: true });
});

/** Levels of a test with thresholds, each a call, a figure and a level. */
function levels(users: number, ...thresholds: readonly (readonly string[])[]) {
  const files = { thresholds: thresholds as object };
  return { users, test: { suite: 'shop', test: 'shop', variables: { PROFILE: 'load' }, files } };
}

it.each([
  ['the shortest length is enough', levels(1, ['buy', 'p95']), 30_000],
  ['it is doubled until each threshold is judged', levels(1, ['buy', 'p95'], ['buy', 'p99']), 120_000],
  ['up to eight minutes', levels(1, ['buy', 'p99.9']), 480_000],
  ['thresholds that only warn do not count', levels(1, ['buy', 'p99', 'warn']), 30_000],
])('%s', (_name, kind, ms) => {
  expect(usualLengthMs(kind)).toBe(ms);
});

it('no warning when each threshold gets as many samples as it needs', () => {
  expect(tooShortWarning(levels(1, ['buy', 'p95'], ['buy', 'p99', 'warn']), 20_000)).toBeUndefined();
});

it('the warning names the thresholds, and a length that is enough but not much more', () => {
  const kind = levels(1, ['buy', 'p95'], ['buy', 'p99']);
  const warning = tooShortWarning(kind, 19_000) ?? '';
  expect(warning).toMatch(
    /^at 1 user, levels of 19s may give 2 of 2 thresholds .*\(calls\.buy\.p95, calls\.buy\.p99\)/,
  );
  const [, minutes, seconds] = /write --duration (\d+)m(\d+)s/.exec(warning) ?? [];
  const advisedMs = (Number(minutes) * 60 + Number(seconds)) * 1_000;
  expect(tooShortWarning(kind, advisedMs)).toBeUndefined();
  expect(advisedMs).toBeLessThanOrEqual(110_000);
});

it('the warning says when no length is enough, and names only some of many thresholds', () => {
  const all = ['p75', 'p90', 'p95', 'p99'].map((stat) => ['never', stat]);
  const warning = tooShortWarning(levels(9, ...all), 60_000);
  expect(warning).toContain('calls.never.p95, and 1 more): no --duration up to 24h gives them enough');
});
