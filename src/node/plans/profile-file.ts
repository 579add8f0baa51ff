import { z } from 'zod';
import type { Problem } from '../../load/problem';
import type { ProfileFile } from '../../load/profile';
import { duration, problemsOf, spawnRate } from './schema';

const description = z.string().min(1);
const users = z.int().min(1);

const flat = z.strictObject({
  description,
  users,
  duration,
  spawnRate: spawnRate.optional(),
  step: z.strictObject({ users, every: duration }).optional(),
});

const staged = z.strictObject({
  description,
  stages: z
    .array(z.strictObject({ users: z.int().min(0), spawnRate: spawnRate.optional(), duration }))
    .min(1),
});

/** What either form may hold: of a mistyped `stages` nobody can tell which form was meant. */
const either = z.strictObject({ ...flat.shape, ...staged.shape });

/**
 * Checks the shape of a profile.
 * @param value what was read from `plans/profiles/<name>.yml`
 * @param where names the file in problems
 */
export function readProfile(value: unknown, where: string): { profile?: ProfileFile; problems: Problem[] } {
  const isStaged = typeof value === 'object' && value !== null && 'stages' in value;
  const parsed = (isStaged ? staged : flat).safeParse(value);
  if (!parsed.success) return { problems: problemsOf(parsed.error, where, isStaged ? staged : either) };
  return { profile: parsed.data as ProfileFile, problems: [] };
}
