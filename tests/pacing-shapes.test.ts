import { expect, test } from 'vitest';
import { loadCurve, type ProfileFile } from '../packages/loadline/src/core/spec/profile';
import { dueInstants, plannedIterations, schedules } from '../packages/loadline/src/core/spec/schedule';
import type { Result } from '../packages/loadline/src/core/verdict/result';
import { resultOf, runK6 } from './harness/k6-run';
import { arrivals, referenceService } from './harness/reference-service';
import { slackMs } from './harness/slack';
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

/** The result of a load shape: when iterations arrived, and what the run measured. */
interface Paced {
  readonly file: ProfileFile;
  readonly arrivedMs: readonly number[];
  readonly result: Result;
}

async function run(file: ProfileFile): Promise<Paced> {
  const service = await referenceService();
  const variables = { ...variablesFor(service), PROFILE: 'shape', TAGS: 'crud' };
  const result = resultOf(await runK6({ variables, files: { profiles: { shape: file } } }));
  return { file, arrivedMs: await arrivals(service, 'CreateVacancy'), result };
}

test('level, ramp, step and spike, run at the same time: each arrival comes at its planned time', async () => {
  const names = Object.keys(SHAPES);
  const runs = await Promise.all(Object.values(SHAPES).map(run));
  for (const [place, { file, arrivedMs, result }] of runs.entries()) {
    const name = names[place];
    const { curve } = loadCurve(file, {}, 'profile');
    const schedule = schedules(curve, { crud: { everyMs: 30_000, maxDurationMs: 10_000 } }).crud;
    if (!schedule) throw new Error('there is no schedule for crud');
    const { min, max } = plannedIterations(schedule);
    expect(arrivedMs.length, name).toBeGreaterThanOrEqual(min);
    expect(arrivedMs.length, name).toBeLessThanOrEqual(max);
    // Times are relative to the arrival that was least late, because this tests the shape.
    const dueMs = dueInstants(schedule);
    const lateMs = arrivedMs.map((atMs, i) => atMs - dueMs(i));
    const spreadMs = Math.max(...lateMs) - Math.min(...lateMs);
    expect(spreadMs, name).toBeLessThan(slackMs(result.aggregate, 'CreateVacancy'));
    // The service's speed does not matter here.
    expect(result.verdict, name).not.toBe('invalid');
  }
});
