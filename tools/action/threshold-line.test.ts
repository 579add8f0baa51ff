import { expect, it } from 'vitest';
import { thresholdLine } from './threshold-line.js';

const TEXT = `{
  "calls": {
    "GET /a.b/{id}": { "p99.9": "1s",
      "failed": "1%", "why": "a \\"quoted\\": word" }
  },
  "journeys": { "crud": {
    "response": { "p95": "2s" },
    "duration": { "avg": "1s" } } },
  "profiles": {
    "load": { "journeys": { "crud": {
      "failed": { "warn": "0.1%", "fail": "1%" }
    } } }
  }
}`;

it.each([
  ['calls.GET /a.b/{id}.p99.9', 3],
  ['calls.GET /a.b/{id}.failed', 4],
  ['journeys.crud.response.p95', 7],
  ['journeys.crud.duration.avg', 8],
  // The profile's own threshold.
  ['journeys.crud.failed', 11],
  ['journeys.other.failed', undefined],
] as const)('%s stands in line %s', (id, line) => {
  expect(thresholdLine(TEXT, id, 'load')).toBe(line);
});

it('takes nothing from another profile', () => {
  expect(thresholdLine(TEXT, 'journeys.crud.failed', 'smoke')).toBeUndefined();
});
