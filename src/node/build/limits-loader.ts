import { basename } from 'node:path';
import type { LoaderContext } from 'webpack';
import { compileLimits } from '../../load/compile-limits';
import type { LimitsFile } from '../../load/limits';
import { describeProblems } from '../../load/problem';

/**
 * A webpack loader that turns `thresholds/<suite>.json` into rules, so that the bundle carries them as data and not the code
 * that checks and compiles them. Names of calls and journeys are checked afterwards, against the finished bundle.
 * @throws {Error} listing all that is wrong with the file, which fails the build
 */
export default function limitsLoader(this: LoaderContext<unknown>, text: string): string {
  // This loader is made in the same build, where webpack does not see that it has changed.
  this.cacheable(false);
  const where = `thresholds/${basename(this.resourcePath)}`;
  const { limits, problems } = compileLimits(JSON.parse(text) as LimitsFile, where);
  if (problems.length > 0) throw new Error(describeProblems(problems));
  return JSON.stringify(limits);
}
