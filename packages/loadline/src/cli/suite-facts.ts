import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtSuites, bundleOf, home } from '../run/home';
import { type Inspection, inspectFacts } from '../run/inspect-bundle';

let known: { readonly stamp: string; readonly facts: Readonly<Record<string, Inspection>> } | undefined;

/**
 * Inspects all built suites. They are inspected again only after a file in `dist/` has changed: the console asks with each key
 * that a user presses, and the inspection of all suites takes most of the time of a plan.
 */
export function suiteFacts(): Readonly<Record<string, Inspection>> {
  const stamp = [home('dist'), home('dist/data')].flatMap(stampsIn).join('\n');
  if (known?.stamp !== stamp)
    known = {
      stamp,
      facts: Object.fromEntries(builtSuites().map((suite) => [suite, inspectFacts(bundleOf(suite))])),
    };
  return known.facts;
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
