import type { Problem } from '../core/text/problem';
import type { CapacityRequest } from '../run/capacity/find-capacity';
import { positiveMs, readOption, wholeNumber } from './option-values';
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
      message: `is ${given}, and --to is ${to}: write fewer users than there`,
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

/** What to write instead of a value that a search chooses itself. */
const INSTEAD = {
  users: 'it is what is looked for, write --from and --to',
  duration: 'write --duration',
  spawnRate: 'all users of a level start at once',
  stages: 'the load of a level is constant, write --from, --to and --duration',
} as const;

/** Paths of `--set` that a search has no use for. The first group is a key of {@link INSTEAD}. */
const SET_PATH = /^(?:profile|test\.overrides)\.(users|duration|spawnRate|stages)\b[^=]*=/;

/** Refuses options whose values a search chooses itself. */
export function uselessOptions({
  users,
  spawnRate,
  set,
}: Pick<TestOptions, 'users' | 'spawnRate' | 'set'>): Problem[] {
  const code = 'option-without-effect';
  return [
    ...(users === undefined
      ? []
      : [{ code, where: '--users', message: 'is what is looked for: write --from and --to' } as const]),
    ...(spawnRate === undefined
      ? []
      : [
          {
            code,
            where: '--spawn-rate',
            message: 'all users of a level start at once: leave it out',
          } as const,
        ]),
    ...set.flatMap((text): Problem[] => {
      const key = SET_PATH.exec(text)?.[1] as keyof typeof INSTEAD | undefined;
      if (key === undefined) return [];
      const where = `--set ${text.slice(0, text.indexOf('='))}`;
      return [{ code, where, message: `has no effect in a search: leave it out, ${INSTEAD[key]}` }];
    }),
  ];
}

const VARIABLES = { USERS: 'users', DURATION: 'duration', SPAWN_RATE: 'spawnRate' } as const;

/** Refuses variables whose values a search chooses itself. @param given those of the process and of `.env` */
export function uselessVariables(given: NodeJS.ProcessEnv): Problem[] {
  return Object.entries(VARIABLES).flatMap(([where, key]): Problem[] =>
    given[where]
      ? [
          {
            code: 'option-without-effect',
            where,
            message: `has no effect in a search: unset it (also in .env), ${INSTEAD[key]}`,
          },
        ]
      : [],
  );
}
