import { expect, test } from 'vitest';
import { compileThresholds } from './compile-thresholds';
import type { Subject } from './threshold';
import { idAt, placeOf } from './threshold-place';

const why = 'because';

/** An entry for each measure. The type refuses a list that lacks one. */
const ENTRIES: Record<Subject['measure'], object> = {
  duration: {
    calls: { 'pkg.Get': { p95: '1s', why } },
    journeys: { 'a.b': { duration: { max: '5s' }, why } },
    metrics: { time_to_done: { 'p97.5': '10s', why } },
  },
  failed: {
    calls: { Get: { failed: '1%', why } },
    journeys: { crud: { failed: '1%', why } },
    run: { failed: '1%', why },
  },
  firstMessage: { calls: { Watch: { firstMessage: { p95: '1s' }, why } } },
  longestGap: { calls: { Watch: { longestGap: { p95: '1s' }, why } } },
  messages: { calls: { Watch: { messages: '>= 1', why } } },
  rate: { run: { rate: '>= 10/s', why } },
  response: { journeys: { crud: { response: { p95: '1s' }, why } } },
};

test.each(Object.entries(ENTRIES))('a bound on %s is at its place in the file', (measure, file) => {
  const { thresholds, problems } = compileThresholds(file, 'thresholds.json');
  expect(problems).toEqual([]);
  expect(thresholds.common).toHaveLength(Object.keys(file).length);
  for (const threshold of thresholds.common) {
    expect(threshold.subject.measure).toBe(measure);
    const place = placeOf(threshold);
    expect(idAt(place)).toBe(threshold.id);
    const valueIn = (value: unknown, key: string) => (value as Record<string, unknown>)[key];
    expect([...place.entry, ...place.figure].reduce(valueIn, file)).toBe(threshold.text);
    expect(place.entry.reduce(valueIn, file)).toHaveProperty('why');
  }
});
