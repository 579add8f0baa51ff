import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../core/text/problem';
import { compileThresholds } from '../core/thresholds/compile-thresholds';
import type { ThresholdsFile } from '../core/thresholds/threshold';
import { unknownNames } from '../core/thresholds/threshold-names';
import { checkPlans, readPlans } from './read-plans';
import { keyPaths, typosOf, withKey } from './test-typos';

const PROJECT = join(import.meta.dirname, '../../../..');
const shipped = readPlans(join(PROJECT, 'plans'));

/** One shipped file and the function that checks it. */
interface Checked {
  readonly file: string;
  readonly value: unknown;
  readonly check: (value: unknown) => readonly Problem[];
}

const profiles = Object.entries(shipped.profiles).map(
  ([name, value]): Checked => ({
    file: `plans/profiles/${name}.yml`,
    value,
    check: (changed) =>
      checkPlans({ ...shipped, profiles: { ...shipped.profiles, [name]: changed } }).problems,
  }),
);

const thresholds = readdirSync(join(PROJECT, 'thresholds')).map((name): Checked => {
  const file = `thresholds/${name}`;
  const value = JSON.parse(readFileSync(join(PROJECT, file), 'utf8')) as ThresholdsFile;
  // The build knows the suite's own names; here they are taken from the file itself.
  const names = {
    calls: Object.keys(value.calls ?? {}),
    journeyCalls: Object.keys(value.calls ?? {}),
    streams: Object.keys(value.calls ?? {}),
    journeys: Object.keys(value.journeys ?? {}),
    metrics: Object.keys(value.metrics ?? {}),
    counts: [],
    profiles: [...Object.keys(value.profiles ?? {}), ...Object.keys(shipped.profiles)],
  };
  return {
    file,
    value,
    check: (changed) => {
      const compiled = compileThresholds(changed as ThresholdsFile, file);
      return [...compiled.problems, ...unknownNames(compiled.thresholds, names, file)];
    },
  };
});

/** Another percentile is not a typo, but another threshold. */
const PERCENTILE = /^p\d\d?$/;

describe.each([...profiles, ...thresholds])('$file', ({ file, value, check }) => {
  test('has no problems', () => {
    expect(check(value)).toEqual([]);
  });

  test.each(keyPaths(value).map((path) => ({ path, text: pathText(path) })))(
    'every typo in $text is refused, with file, path and the intended key',
    ({ path }) => {
      const key = path.at(-1) ?? '';
      const typos = typosOf(key).filter((typo) => !PERCENTILE.test(typo));
      expect(typos.length).toBeGreaterThan(4);
      // For p9q the intended percentile is unknown.
      const meant = PERCENTILE.test(key) ? /did you mean "p\d\d"\?/ : `did you mean "${key}"?`;
      for (const typo of typos) {
        const told = check(withKey(value, path, typo)).map(({ where, message }) => `${where}: ${message}`);
        const where = `${file}: ${pathText([...path.slice(0, -1), typo])}: `;
        expect(told.filter((line) => line.startsWith(where)).join('\n'), typo).toMatch(meant);
      }
    },
  );
});

/** A path in the form that problems use: `stages[0].users`. */
function pathText(path: readonly string[]): string {
  return path.reduce((text, key) => {
    if (/^\d$/.test(key)) return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}
