import { resolve } from 'node:path';
import { isOn } from '../core/text/flag';
import type { Problem } from '../core/text/problem';
import { withDotEnv } from '../plans/dot-env';
import type { PreparedTest, TestOptions } from './test-options';

/**
 * The settings that a command with several runs replaces, each with what to write instead. A setting that it reads is absent.
 */
export type Replaced = Readonly<
  Partial<Record<'users' | 'duration' | 'spawnRate' | 'stages' | 'step', string>>
>;

/** Settings as options. Commands with several runs read `--duration` themselves. */
const OPTIONS = { users: '--users', spawnRate: '--spawn-rate' } as const;

const VARIABLES = { USERS: 'users', DURATION: 'duration', SPAWN_RATE: 'spawnRate' } as const;

/** Paths of `--set`. The group that is not empty is a key of {@link Replaced}. */
const SET_PATH =
  /^(?:profile|test\.overrides)\.(?:(users|duration|spawnRate|stages)|stages\[\d+\]\.(users|duration|spawnRate)|(step)(?:\.\w+)?)=/;

/**
 * Finds settings that have no effect because each run of a command has a load of its own.
 * @param what the command in words, such as `a search`
 * @param variables of the test, with those of the process and of `.env`
 */
export function replacedSettings(
  what: string,
  replaced: Replaced,
  options: Pick<TestOptions, 'users' | 'spawnRate' | 'set'>,
  variables: Readonly<Record<string, string | undefined>>,
): Problem[] {
  const refuse = (where: string, remove: string, instead: string | undefined): Problem[] =>
    instead === undefined
      ? []
      : [
          {
            code: 'option-without-effect',
            where,
            message: `has no effect in ${what}: ${remove}, ${instead}`,
          },
        ];
  const leave = 'leave it out';
  return [
    ...(['users', 'spawnRate'] as const).flatMap((key) =>
      options[key] === undefined ? [] : refuse(OPTIONS[key], leave, replaced[key]),
    ),
    ...Object.entries(VARIABLES).flatMap(([name, key]) =>
      variables[name] ? refuse(name, 'unset it (also in .env)', replaced[key]) : [],
    ),
    ...options.set.flatMap((text) => {
      const key = SET_PATH.exec(text)?.slice(1).find(Boolean) as keyof Replaced | undefined;
      return key ? refuse(`--set ${text.slice(0, text.indexOf('='))}`, leave, replaced[key]) : [];
    }),
    ...(isOn(variables.DEBUG)
      ? refuse('DEBUG', 'unset it', 'or write `loadline run --debug`, which makes one iteration')
      : []),
  ];
}

/**
 * Variables of the process and of `.env`, and `DEBUG` also of the test: its other variables are its own settings.
 * @param prepared undefined when the test was not found
 */
export function given(prepared: PreparedTest | undefined): Readonly<Record<string, string | undefined>> {
  return { ...withDotEnv(resolve('.env'), process.env), DEBUG: prepared?.variables.DEBUG };
}
