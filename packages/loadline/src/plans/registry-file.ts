import { z } from 'zod';
import { LOG_LEVELS } from '../core/text/log-level';
import { testListeners } from './listener-file';
import { ask, duration, spawnRate, text, wholeNumber } from './schema';

/** Values that a test may set instead of those of its profile. */
const overrides = z.strictObject({
  users: wholeNumber(1).optional(),
  duration: duration.optional(),
  spawnRate: spawnRate.optional(),
  tags: z.array(text).optional(),
  excludeTags: z.array(text).optional(),
});

/** One named test. */
export const registeredTest = z.strictObject(
  {
    description: text,
    suite: text,
    profile: text,
    environment: text,
    overrides: overrides.optional(),
    location: text.optional(),
    listeners: testListeners.optional(),
    logLevel: z.enum(LOG_LEVELS, `write one of ${LOG_LEVELS.join(', ')}`).optional(),
  },
  ask('write description, suite, profile and environment'),
);

/** `plans/registry.yml`: named tests, and which one runs when none is named. */
export const registryFile = z.strictObject(
  {
    current: text,
    tests: z.record(
      z.string(),
      registeredTest,
      ask('write tests by name, each with suite, profile and environment'),
    ),
  },
  ask('write current and tests'),
);

export type RegisteredTest = z.infer<typeof registeredTest>;
export type RegistryFile = z.infer<typeof registryFile>;
