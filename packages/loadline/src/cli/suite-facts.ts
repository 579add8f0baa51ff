import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { collectProblems, type Problem } from '../core/text/problem';
import { checkPlans, readPlans } from '../plans/read-plans';
import type { SuiteFacts } from '../plans/references';
import { builtSuites, bundleOf, home } from '../run/home';
import { type Inspection, inspectFacts } from '../run/inspect-bundle';
import { currentFiles } from './current-files';

/** What the built suites say about themselves. */
export interface FactsOfSuites {
  readonly inspected: Readonly<Record<string, Inspection>>;
  /** Problems of the suites that cannot be inspected. They concern only who asks for such a suite. */
  readonly wrong: Readonly<Record<string, readonly Problem[]>>;
}

let known: { readonly stamp: string; readonly inspected: Record<string, Inspection> } | undefined;

/**
 * Inspects all built suites. They are inspected again only after a file in `dist/` has changed: the console asks with each key
 * that a user presses, and the inspection of all suites takes most of the time of a plan.
 */
export function suiteFacts(): FactsOfSuites {
  const stamp = [home('dist'), home('dist/data')].flatMap(stampsIn).join('\n');
  if (known?.stamp !== stamp) known = { stamp, inspected: {} };
  const { inspected } = known;
  const wrong: Record<string, readonly Problem[]> = {};
  for (const suite of builtSuites().filter((name) => !Object.hasOwn(inspected, name))) {
    const problems: Problem[] = [];
    const facts = collectProblems(problems, () => factsOf(suite));
    if (facts) inspected[suite] = facts;
    else wrong[suite] = problems;
  }
  return { inspected, wrong };
}

/** What is known about a suite that cannot be inspected. */
const NO_FACTS = { tags: [], variables: [], addresses: [] } as const;

/** What the plan files may refer to: all built suites by name, also those that cannot be inspected. */
export function suitesInPlans({ inspected, wrong }: FactsOfSuites): Readonly<Record<string, SuiteFacts>> {
  return {
    ...Object.fromEntries(Object.entries(inspected).map(([suite, { info }]) => [suite, info])),
    ...Object.fromEntries(
      Object.entries(wrong).map(([suite, problems]) => [suite, { ...NO_FACTS, problems }]),
    ),
  };
}

/**
 * Inspects a built suite. One that was built with wrong thresholds or profiles is inspected with the files as they are now: they
 * may be right.
 * @throws {ConfigurationError} when it is not built, or cannot be inspected
 */
export function factsOf(suite: string): Inspection {
  const builtIn = collectProblems([], () => inspectFacts(bundleOf(suite)));
  if (builtIn !== undefined) return builtIn;
  const { profiles } = checkPlans(readPlans(home('plans')));
  return inspectFacts(bundleOf(suite), {}, currentFiles(suite, profiles));
}

/** A text for each file of a folder that changes whenever the file changes. */
function stampsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    return `${path} ${found?.mtimeMs} ${found?.size}`;
  });
}
