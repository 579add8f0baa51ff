import type { Problem } from '../core/text/problem';
import type { CapacityRequest } from '../run/capacity/find-capacity';
import { positiveMs, readOption, wholeNumber } from './option-values';
import type { Replaced } from './replaced-settings';
import type { TestOptions } from './test-options';

/** Values of the options of a search, as commander returns them. */
export interface SearchTexts {
  readonly from?: string;
  readonly to: string;
  readonly budget: string;
  readonly repeat: string;
}

/** Defaults: users of the first and of the highest level, time of the whole search, runs of each deciding level. */
export const USUAL = { from: '10', to: '2000', budget: '30m', repeat: '3' };

type Limits = Pick<CapacityRequest, 'from' | 'to' | 'repeats' | 'budgetMs' | 'durationMs'>;

/** Reads the limits of a search. @param problems receives what is wrong */
export function readLimits(texts: SearchTexts & Pick<TestOptions, 'duration'>, problems: Problem[]): Limits {
  const read = (where: string, text: string) => readOption(where, text, wholeNumber(), problems);
  const to = read('--to', texts.to);
  const given = texts.from === undefined ? undefined : read('--from', texts.from);
  if (given !== undefined && to !== undefined && given > to)
    problems.push({
      code: 'option-value',
      where: '--from',
      message: `is ${given}, and --to is ${to}: write at most ${to}, or a higher --to`,
    });
  const { duration } = texts;
  return {
    from: given ?? Math.min(Number(USUAL.from), to ?? 1),
    to: to ?? 1,
    repeats: read('--repeat', texts.repeat) ?? 1,
    budgetMs: positiveMs('--budget', texts.budget, problems),
    durationMs: duration === undefined ? undefined : positiveMs('--duration', duration, problems),
  };
}

/** The settings that a search replaces, each with what to write instead. */
export const REPLACED: Replaced = {
  users: 'write --from and --to',
  duration: 'write --duration',
  spawnRate: 'all users of a level start at once',
  stages: 'the load of a level is constant: write --from, --to and --duration',
  step: 'the load of a level is constant: write --from, --to and --duration',
};
