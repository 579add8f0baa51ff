import { z } from 'zod';
import type { ProfileFile } from '../core/spec/profile';
import type { Problem } from '../core/text/problem';
import { ask, duration, problemsOf, spawnRate, text, wholeNumber } from './schema';

const description = text;
const users = wholeNumber(1);

/** A profile with one level of users: reached at once, by a ramp or in steps. */
export const flat = z.strictObject(
  {
    description,
    warmUp: duration.optional(),
    users,
    duration,
    spawnRate: spawnRate.optional(),
    step: z.strictObject({ users, every: duration }, 'write users and every').optional(),
  },
  ask('write description, users and duration'),
);

const STAGES = 'write a list of stages, each with users and duration';

const stage = z.strictObject(
  { users: wholeNumber(0), spawnRate: spawnRate.optional(), duration },
  'write users and duration',
);

/** A profile with users in stages. */
export const staged = z.strictObject({
  description,
  warmUp: duration.optional(),
  stages: z.array(stage, STAGES).min(1, STAGES),
});

/** All keys of both forms: with a mistyped `stages`, it is unknown which form was meant. */
export const eitherProfile = z.strictObject({ ...flat.shape, ...staged.shape });

/**
 * Checks the structure of a profile.
 * @param value content of `plans/profiles/<name>.yml`
 * @param where names the file in problems
 */
export function readProfile(value: unknown, where: string): { profile?: ProfileFile; problems: Problem[] } {
  const isStaged = typeof value === 'object' && value !== null && 'stages' in value;
  const parsed = (isStaged ? staged : flat).safeParse(value);
  if (!parsed.success)
    return { problems: problemsOf(parsed.error, where, isStaged ? staged : eitherProfile) };
  return { profile: parsed.data as ProfileFile, problems: [] };
}
