import { basename } from 'node:path';
import type { LoaderContext } from 'webpack';
import { parse } from 'yaml';
import { describeProblems } from '../../load/problem';
import { readProfile } from '../plans/profile-file';

/**
 * A webpack loader that checks `plans/profiles/<name>.yml` and puts it into the bundle as JSON.
 * @throws {Error} listing all that is wrong with the file, which fails the build
 */
export default function profileLoader(this: LoaderContext<unknown>, text: string): string {
  // This loader is made in the same build, where webpack does not see that it has changed.
  this.cacheable(false);
  const { profile, problems } = readProfile(parse(text), `plans/profiles/${basename(this.resourcePath)}`);
  if (problems.length > 0) throw new Error(describeProblems(problems));
  return JSON.stringify(profile);
}
