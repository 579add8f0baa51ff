import { prepareSecrets, secretsOf } from '../core/text/secret-mask';
import { shownLine } from '../core/text/shown-text';
import { isSecretName, MASK, withoutQueries } from '../core/text/shown-value';
import { commandName, shellWord } from '../run/closing-lines';

/** Options of `run` that belong to one run. Other commands have none: the `--repeat` of a search decides its result. */
const OF_ONE_RUN = /^--(run-id|start-at|repeat)(=|$)/;

/**
 * The command line that does a run or a search again: without the id of the run, and without secrets.
 * @param words the words after the program
 * @param variables environment variables of the run: the values of those that are secret are masked
 */
export function againLine(
  words: readonly string[],
  variables: Readonly<Record<string, string | undefined>> = {},
): string {
  const secrets = prepareSecrets(secretsOf(variables));
  const isOfOne = (word: string) => words[0] === 'run' && OF_ONE_RUN.test(word);
  const kept = words.filter((word, index) => {
    const before = words[index - 1] ?? '';
    return !isOfOne(word) && !(isOfOne(before) && !before.includes('='));
  });
  return [commandName(), ...kept.map((word) => shellWord(shownLine(withoutSecret(word), secrets)))].join(' ');
}

/** Masks the value of `--set path=value` when its name is that of a secret, and passwords and queries in addresses. */
function withoutSecret(word: string): string {
  const [, path, name] = /^((?:--set=)?[^=]*?([^.=]+))=/.exec(word) ?? [];
  if (path !== undefined && name !== undefined && isSecretName(name)) return `${path}=${MASK}`;
  return withoutQueries(word).replace(/(:\/\/)[^/@\s]+@/g, `$1${MASK}@`);
}
