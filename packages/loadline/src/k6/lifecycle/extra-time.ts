import { durationProblem, parseDuration } from '../../core/text/duration';
import { thereIsNo } from '../../core/text/nearest';
import type { Problem } from '../../core/text/problem';
import type { Env } from '../user/env';
import type { JourneyDeclaration } from '../user/journey';
import { declarationProblem } from './unknown-keys';

type Read = Pick<Env, 'names' | 'settings'>;

/** What the variable that a journey names adds to the longest time of its iterations, in ms. */
export function extraTimeMs(name: string | undefined, { settings }: Read): number {
  return parseDuration(settings.find((setting) => setting.name === name)?.value ?? '0s');
}

/**
 * Names in `extraTime` of variables that the suite does not read, or not as a duration. Without this a mistyped name would add
 * nothing, and iterations would be cut off.
 * @param env after the suite has read its variables
 */
export function extraTimeProblems(
  journeys: Readonly<Record<string, Pick<JourneyDeclaration, 'extraTime'>>>,
  { names, settings }: Read,
): Problem[] {
  const valid = settings.filter(({ value }) => durationProblem(value) === undefined).map(({ name }) => name);
  // A variable without a default has no value until somebody sets it.
  const unset = names.filter((name) => !settings.some((setting) => setting.name === name));
  return Object.entries(journeys).flatMap(([journey, { extraTime }]) =>
    extraTime === undefined || [...valid, ...unset].includes(extraTime)
      ? []
      : [
          declarationProblem(
            `journey ${journey}: extraTime`,
            thereIsNo('duration variable', extraTime, valid),
          ),
        ],
  );
}
