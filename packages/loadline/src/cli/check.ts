import { Command } from 'commander';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import { checkPlans, readPlans } from '../plans/read-plans';
import { builtSuites, bundleOf, home } from '../run/home';
import { inspectBundle } from '../run/inspect-bundle';

/** `loadline check`: the last step of the build. Every suite has to make a plan under every profile. */
export function checkCommand(): Command {
  return new Command('check')
    .description('check profiles and limits against the suites that are built')
    .argument('[plans]', 'folder of the plans; by default plans/ of the project')
    .action((plans = home('plans')) => {
      const inPlans = checkPlans(readPlans(plans)).problems;
      const inSuites = builtSuites().flatMap((suite) => {
        const found = problemsOf(suite, {}, inPlans.length > 0);
        return found.length + inPlans.length > 0 ? found : checkProfiles(suite);
      });
      const problems = [...inPlans, ...inSuites];
      throwProblems([
        ...new Map(problems.map((problem) => [`${problem.where} ${problem.message}`, problem])).values(),
      ]);
    });
}

function checkProfiles(suite: string): Problem[] {
  const { profiles } = inspectBundle(bundleOf(suite), {}).names;
  return profiles.flatMap((PROFILE) => problemsOf(suite, { PROFILE }));
}

/** @param areProfilesWrong whether a suite may stumble over a profile that is known to be wrong */
function problemsOf(
  suite: string,
  variables: Record<string, string>,
  areProfilesWrong = false,
): readonly Problem[] {
  try {
    inspectBundle(bundleOf(suite), variables);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    if (areProfilesWrong) return [];
    throw error;
  }
}
