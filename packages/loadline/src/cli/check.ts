import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { counted } from '../core/text/counted';
import { ConfigurationError, collectProblems, type Problem, throwProblems } from '../core/text/problem';
import { checkPlans, readPlans } from '../plans/read-plans';
import { checkReferences } from '../plans/references';
import { resolveTest } from '../plans/resolve-test';
import { builtSuites, home, nothingBuilt } from '../run/home';
import { type EditedFiles, inspectFacts } from '../run/inspect-bundle';
import { isAccount } from './account-variables';
import { currentFiles } from './current-files';
import { warnOfStaleBundles } from './stale-bundles';
import { suiteFacts, suitesInPlans } from './suite-facts';

/** `loadline check`: checks plans and thresholds against the built suites. It is the last step of the build. */
export function checkCommand(): Command {
  return new Command('check')
    .description('check plans and thresholds against the suites that are built')
    .option('--bundles <folder>', 'where the suites are built; by default dist/ of the project')
    .action(({ bundles }: { bundles?: string }) => {
      if (bundles !== undefined) {
        console.log(checkBundles(resolve(bundles)));
        return;
      }
      warnOfStaleBundles();
      throwProblems(nothingBuilt());
      const problems: Problem[] = [];
      const checked = collectProblems(problems, () => checkBundles(home('dist')));
      throwProblems([...problems, ...problemsOfTests()]);
      console.log(checked);
    });
}

/** Problems of the tests of the registry, as far as they do not depend on variables of a run. */
function problemsOfTests(): Problem[] {
  const plans = readPlans(home('plans'));
  const suites = suitesInPlans(suiteFacts());
  const { registry } = checkPlans(plans);
  const names = Object.keys(registry?.tests ?? {});
  // Otherwise the plan of each test reports them.
  const ofNoTest = names.length === 0 ? checkReferences(plans, suites) : [];
  const ofTests = names.flatMap((name) => {
    const request = { name, options: {}, assignments: [], hasSecretsElsewhere: true };
    return resolveTest(request, plans, {}, suites).problems.filter(({ where }) => !isAccount(where));
  });
  return [...ofNoTest, ...ofTests];
}

/**
 * Checks that every suite in a folder can make a spec with every profile.
 * @returns what was checked, in one line
 * @throws {ConfigurationError} with all problems
 */
export function checkBundles(folder: string): string {
  const { profiles, problems: inPlans } = checkPlans(readPlans(home('plans')));
  const suites = builtSuites(folder);
  const inSuites = suites.flatMap((suite) => {
    const bundle = join(folder, `${suite}.js`);
    const unread: Problem[] = [];
    const files = collectProblems(unread, () => currentFiles(suite, profiles, folder)) ?? {};
    const found = [...unread, ...problemsOf(bundle, {}, files, inPlans.length > 0)];
    return found.length + inPlans.length > 0 ? found : checkProfiles(bundle, files);
  });
  throwProblems([...inPlans, ...inSuites]);
  const checked = [counted(suites.length, 'suite'), counted(Object.keys(profiles).length, 'profile')];
  return `checked: plans, and thresholds of ${checked.join(' under ')}; nothing is wrong`;
}

function checkProfiles(bundle: string, files: EditedFiles): Problem[] {
  const { profiles } = inspectFacts(bundle, {}, files).info.names;
  return profiles.flatMap((PROFILE) => problemsOf(bundle, { PROFILE }, files));
}

/** @param areProfilesWrong whether a profile is known to be wrong, so that a suite may fail because of it */
function problemsOf(
  bundle: string,
  variables: Record<string, string>,
  files: EditedFiles,
  areProfilesWrong = false,
): readonly Problem[] {
  try {
    inspectFacts(bundle, variables, files);
    return [];
  } catch (error) {
    // Accounts are only known where the suite runs.
    if (error instanceof ConfigurationError) return error.problems.filter(({ where }) => !isAccount(where));
    if (areProfilesWrong) return [];
    throw error;
  }
}
