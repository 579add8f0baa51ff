import { expect, test } from 'vitest';
import { loadCurve, type ProfileFile } from '../src/load/profile';
import { dueInstants, plannedPasses, schedules } from '../src/load/schedule';
import { resultOf, runK6 } from './harness/k6-run';
import { arrivals, referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

const description = 'a shipped shape, scaled to less than a minute';

const SHAPES: Record<string, ProfileFile> = {
  level: { description, users: 60, duration: '10s' },
  ramp: { description, users: 120, spawnRate: 24, duration: '10s' },
  step: { description, users: 150, spawnRate: 50, duration: '12s', step: { users: 50, every: '4s' } },
  spike: {
    description,
    stages: [
      { users: 15, duration: '5s' },
      { users: 150, spawnRate: 75, duration: '7s' },
    ],
  },
};

test.each(Object.entries(SHAPES))(
  '%s: at every instant the server has seen what was planned, give or take one',
  async (_name, file) => {
    const service = await referenceService();
    const variables = { ...variablesFor(service), PROFILE_DATA: JSON.stringify(file), TAGS: 'crud' };
    const { verdict, aggregate } = resultOf(await runK6({ variables }));
    const { curve } = loadCurve(file, {}, 'profile');
    const schedule = schedules(curve, { crud: { everyMs: 30_000, maxDurationMs: 10_000 } }).crud;
    if (!schedule) throw new Error('there is no schedule for crud');
    const arrived = await arrivals(service, 'CreateVacancy');
    const { min, max } = plannedPasses(schedule);
    expect(arrived.length).toBeGreaterThanOrEqual(min);
    expect(arrived.length).toBeLessThanOrEqual(max);
    const dueMs = dueInstants(schedule);
    // The server's clock starts where it fits best: what is tested is the shape.
    const offsets = arrived.map((atMs, i) => atMs - dueMs(i)).sort((a, b) => a - b);
    const start = offsets[Math.floor(offsets.length / 2)] ?? 0;
    arrived.forEach((atMs, i) => {
      const plannedBy = (ms: number) => arrived.filter((_, other) => dueMs(other) <= ms - start).length;
      expect(Math.abs(i + 1 - plannedBy(atMs))).toBeLessThanOrEqual(1);
    });
    expect(aggregate.journeys[0]?.delay?.percentiles.p99).toBeLessThan(50);
    expect(verdict).toBe('pass');
  },
);
