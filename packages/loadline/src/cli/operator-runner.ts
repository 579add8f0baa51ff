import { ConfigurationError } from '../core/text/problem';
import { RUNNER_VARIABLE } from '../run/kubernetes/operator';

/**
 * Arguments of `loadline run` for a runner that the k6-operator has started as a k6.
 * @param given command line of that k6
 * @param texts arguments that the manifest has given, as JSON
 * @throws {ConfigurationError} when they are not those of a runner
 */
export function runnerArguments(given: readonly string[], texts: string | undefined): string[] {
  const wrong = (where: string, message: string) =>
    new ConfigurationError([{ code: 'variable-missing', where, message }]);
  if (!texts)
    throw wrong(RUNNER_VARIABLE, 'is not set: only a manifest of `loadline manifest k8s --operator` sets it');
  const number = valuesOf(given, '--tag').find((text) => text.startsWith('instance_id='));
  if (number === undefined)
    throw wrong('--tag instance_id', 'is not given: this command is for runners of the k6-operator');
  // Three runners get the sequence 0,1/3,2/3,1. A single runner gets none.
  const [sequence = '0,1'] = valuesOf(given, '--execution-segment-sequence');
  const instance = `${number.replace(/^.*=/, '')}/${sequence.split(',').length - 1}`;
  const [address] = valuesOf(given, '--address');
  return [
    ...(JSON.parse(texts) as string[]),
    ...['--instance', instance],
    ...(address === undefined ? [] : ['--api', address]),
  ];
}

/** Values of an option, written as one word or as two. */
function valuesOf(given: readonly string[], option: string): string[] {
  return given.flatMap((word, at) => {
    if (word === option) return given[at + 1] ?? [];
    return word.startsWith(`${option}=`) ? word.slice(option.length + 1) : [];
  });
}
