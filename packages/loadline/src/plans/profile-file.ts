import { z } from 'zod';
import type { ProfileFile } from '../core/spec/profile';
import type { Problem } from '../core/text/problem';
import { ask, duration, problemsOf, spawnRate, text, wholeNumber } from './schema';

const description = text;
const users = wholeNumber(1);

/** Users at one level, at once, up a ramp or in steps. */
export const flat = z.strictObject(
  {
    description,
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

/** Users in stages. */
export const staged = z.strictObject({
  description,
  stages: z.array(stage, STAGES).min(1, STAGES),
});

/** What either form may hold: of a mistyped `stages` nobody can tell which form was meant. */
export const eitherProfile = z.strictObject({ ...flat.shape, ...staged.shape });

/**
 * Checks the shape of a profile.
 * @param value what was read from `plans/profiles/<name>.yml`
 * @param where names the file in problems
 */
export function readProfile(value: unknown, where: string): { profile?: ProfileFile; problems: Problem[] } {
  const isStaged = typeof value === 'object' && value !== null && 'stages' in value;
  const parsed = (isStaged ? staged : flat).safeParse(value);
  if (!parsed.success)
    return { problems: problemsOf(parsed.error, where, isStaged ? staged : eitherProfile) };
  return { profile: parsed.data as ProfileFile, problems: [] };
}
