import { shellWord } from '../run/closing-lines';
import { missingHeader } from './asked-header';
import type { InitOptions } from './init-source';
import { type ProjectSource, suitePath } from './project-files';

/** The files to remove so that `init` writes a suite again. */
function filesOf(source: ProjectSource): string {
  return `${suitePath(source)}, src/systems/${source.name} and thresholds/${source.name}.json`;
}

/**
 * Last line of `init` for a suite that already existed. It is not run, because nothing new was written.
 * @param useless options that such a suite does not take
 */
export function thereAlready(source: ProjectSource, useless: readonly string[]): string {
  const { name } = source;
  const none = useless.length === 0 ? '' : `, so ${useless.join(', ')} had no effect`;
  return `suite ${name} is there and stays as it is, without a run${none}: npx loadline init ${name} --measure runs it; to let init write it again, remove ${filesOf(source)}`;
}

/** The given options that decide only the code of a suite. */
export function uselessOptions({ methods, header, signIn, token, tokenHeader }: InitOptions): string[] {
  const all = {
    '--methods': methods,
    '--header': header,
    '--sign-in': signIn,
    '--token': token,
    '--token-header': tokenHeader,
  };
  return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

/** Says what to write when the document asks for a header that the suite does not send. */
export function headerNotes(source: ProjectSource): string[] {
  const asked = missingHeader(source);
  if (!asked) return [];
  const { what, option, line, isToken } = asked;
  return [
    `  ! ${source.document} asks for ${what}, and the suite sends none: remove ${filesOf(source)}, write ${line} into .env, and repeat this command with --header ${shellWord(option)}${isToken ? ', or with --sign-in and the call that gives a token' : ''}`,
  ];
}
