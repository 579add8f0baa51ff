import type { Problem } from '../text/problem';
import { BoundsReader, isObject } from './bounds';
import type {
  CompiledThresholds,
  Subject,
  Threshold,
  ThresholdEntry,
  ThresholdSet,
  ThresholdsFile,
} from './threshold';
import { isTimeStat, TIME_STATS } from './time-stats';

/**
 * Turns a thresholds file into thresholds. It checks everything except the names of calls, journeys, metrics and profiles
 * (see `unknownNames`). It reads the thresholds of every profile, so that a mistake shows before the profile is used.
 * @param where name of the file in problems, e.g. `thresholds/vacancies.json`
 * @returns thresholds, and everything that is wrong with the file (then the thresholds must not be used)
 */
export function compileThresholds(
  file: ThresholdsFile,
  where: string,
): { thresholds: CompiledThresholds; problems: Problem[] } {
  const read = new BoundsReader(where);
  const { $schema, profiles: sets, ...rest } = read.object(file, 'the file', FILE_EXAMPLE);
  if ($schema !== undefined && typeof $schema !== 'string')
    read.problem(
      '$schema',
      `is ${JSON.stringify($schema)}: write where the JSON schema of the file is, or nothing`,
    );
  const profiles = read.object(sets, 'profiles', '{ "smoke": { "calls": { … } } }');
  const common = thresholdsIn(rest, '', read);
  if (Object.keys(rest).length + Object.keys(profiles).length === 0) {
    const message = `holds no threshold: write one for the failures of each journey, such as ${FILE_EXAMPLE}`;
    read.problem('the file', message);
  }
  const byProfile = Object.entries(profiles).map(
    ([name, set]) => [name, thresholdsIn(set, `profiles.${name}`, read)] as const,
  );
  return { thresholds: { common, profiles: Object.fromEntries(byProfile) }, problems: read.problems };
}

const FILE_EXAMPLE = '{ "journeys": { "NAME": { "failed": "1%", "why": "…" } } }';

/** What the thresholds of an entry apply to. */
type Owner =
  | { readonly of: 'call'; readonly call: string }
  | { readonly of: 'journey'; readonly journey: string }
  | { readonly of: 'metric'; readonly metric: string }
  | { readonly of: 'run' };

/** The keys that the entries of a section may have. */
interface Section {
  /** Whether an entry has figures of times as its own keys: `"p95": "1s"`. */
  readonly isTimed: boolean;
  readonly measures: readonly string[];
  readonly example: string;
  readonly note: string;
}

const SHARE_EXAMPLE = '"failed": "1%"';
const PERCENTILE_NOTE = ' (any pN is a percentile)';

const SECTIONS: Record<Owner['of'], Section> = {
  call: {
    isTimed: true,
    measures: ['failed', 'firstMessage', 'longestGap', 'messages'],
    example: SHARE_EXAMPLE,
    note: PERCENTILE_NOTE,
  },
  journey: {
    isTimed: false,
    measures: ['duration', 'response', 'failed'],
    example: SHARE_EXAMPLE,
    note: PERCENTILE_NOTE,
  },
  metric: {
    isTimed: true,
    measures: [],
    example: '"p95": "20s"',
    note: ' (any pN is a percentile; metrics that count take no threshold)',
  },
  run: { isTimed: false, measures: ['rate', 'failed'], example: SHARE_EXAMPLE, note: PERCENTILE_NOTE },
};

const SECTION_KEYS = ['calls', 'journeys', 'metrics', 'run'];
const OTHER_KEYS = ['why', 'minSamples', 'abort'];

/** @param path path of the set in its file; empty for the common thresholds */
function thresholdsIn(value: unknown, path: string, read: BoundsReader): Threshold[] {
  const prefix = path === '' ? '' : `${path}.`;
  const set = read.object(value, path, '{ "calls": { … } }') as ThresholdSet;
  for (const key of Object.keys(set)) {
    read.knownKey(key, prefix === '' ? [...SECTION_KEYS, 'profiles', '$schema'] : SECTION_KEYS, prefix + key);
  }
  const each = (section: string, entries: unknown, ownerOf: (name: string) => Owner) =>
    Object.entries(read.object(entries, prefix + section, '{ "NAME": { … } }')).flatMap(([name, entry]) =>
      entryThresholds(entry, prefix, `${section}.${name}`, ownerOf(name), read),
    );
  return [
    ...each('calls', set.calls, (call) => ({ of: 'call', call })),
    ...each('journeys', set.journeys, (journey) => ({ of: 'journey', journey })),
    ...each('metrics', set.metrics, (metric) => ({ of: 'metric', metric })),
    ...(set.run === undefined ? [] : entryThresholds(set.run, prefix, 'run', { of: 'run' }, read)),
  ];
}

function entryThresholds(
  value: unknown,
  prefix: string,
  id: string,
  owner: Owner,
  read: BoundsReader,
): Threshold[] {
  const at = prefix + id;
  const { isTimed, measures, example, note } = SECTIONS[owner.of];
  if (!isObject(value)) {
    read.object(value, at, `{ ${example}, "why": "…" }`);
    return [];
  }
  const entry = value as ThresholdEntry;
  const { why } = entry;
  read.noMinCount(entry.minCount, `${at}.minCount`);
  refuseAbortOnRate(entry, at, read);
  const common = {
    why: read.why(why, `${at}.why`),
    ...read.minSamples(entry.minSamples, `${at}.minSamples`),
    ...read.abort(entry.abort, `${at}.abort`),
  };
  const thresholds = Object.entries(entry).flatMap(([key, value]) => {
    if (OTHER_KEYS.includes(key) || key === 'minCount') return [];
    const place = { id: `${id}.${key}`, at: `${at}.${key}` };
    if (isTimed && isTimeStat(key)) {
      return read.bounds(value, place, key, { ...owner, measure: 'duration' } as Subject, common);
    }
    if (!measures.includes(key)) {
      const times = isTimed ? [...TIME_STATS, 'p95', 'p99'] : [];
      read.knownKey(key, [...measures, ...OTHER_KEYS, ...times], place.at, note);
      return [];
    }
    const subject = { ...owner, measure: key } as Subject;
    if (key === 'failed') return read.bounds(value, place, 'share', subject, common);
    if (key === 'messages') return read.bounds(value, place, 'perStream', subject, common);
    if (key === 'rate') return read.bounds(value, place, 'rate', subject, common);
    return read.times(value, place, subject, common);
  });
  if (thresholds.length === 0) read.problem(at, `holds no threshold: write one, such as ${example}`);
  return thresholds;
}

/**
 * Refuses `abort` with a lower bound on `rate`: every run is below its rate at first, so only the end of the run can decide
 * it.
 */
function refuseAbortOnRate({ rate, abort }: ThresholdEntry, at: string, read: BoundsReader): void {
  if (abort === undefined || rate === undefined) return;
  const bounds = typeof rate === 'object' ? Object.values(rate) : [rate];
  if (!bounds.some((bound) => String(bound).startsWith('>='))) return;
  const message =
    'cannot stop a run by a lower bound on "rate", which is only known at the end: remove "abort", or write it under the call or journey whose failures are to stop the run';
  read.problem(`${at}.abort`, message);
}
