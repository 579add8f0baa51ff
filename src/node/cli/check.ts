import { Command } from 'commander';
import { ConfigurationError, type Problem, throwProblems } from '../../load/problem';
import { builtSuites, bundleOf } from '../run/home';
import { inspectBundle } from '../run/inspect-bundle';

/** `loadline check`: the last step of the build. Every suite has to make a plan under every profile. */
export function checkCommand(): Command {
  return new Command('check')
    .description('check profiles and limits against the suites that are built')
    .action(() => {
      const problems = builtSuites().flatMap((suite) => {
        const found = problemsOf(suite, {});
        return found.length > 0 ? found : checkProfiles(suite);
      });
      throwProblems([
        ...new Map(problems.map((problem) => [`${problem.where} ${problem.message}`, problem])).values(),
      ]);
    });
}

function checkProfiles(suite: string): Problem[] {
  const { profiles } = inspectBundle(bundleOf(suite), {}).names;
  return profiles.flatMap((PROFILE) => problemsOf(suite, { PROFILE }));
}

function problemsOf(suite: string, variables: Record<string, string>): readonly Problem[] {
  try {
    inspectBundle(bundleOf(suite), variables);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}
