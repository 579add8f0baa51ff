import { Command } from 'commander';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import { optionName } from '../plans/option-name';
import { bundleOf } from '../run/home';
import { hasSetUp, inspectBundle, leftBySetUp } from '../run/inspect-bundle';
import { EXIT } from '../run/run-suite';
import { runWithoutLoad } from '../run/run-without-load';
import { addTestOptions, type PreparedTest, prepareTest, type TestOptions } from './test-options';

/**
 * `loadline setup [name]`: creates the records that a test needs before its load, such as users, and keeps them. Ends with 0
 * when all of them exist.
 */
export function setupCommand(): Command {
  return addTestOptions(new Command('setup'))
    .description('make what a test needs before its load, such as users, and nothing else')
    .action(async (name: string | undefined, options: TestOptions) => {
      const { test, variables, files } = prepareTest(name, options, (found) => [
        ...(found ? nothingToMake(found) : []),
        ...OF_A_LOAD.filter((option) => options[option] !== undefined).map(uselessOption),
      ]);
      const bundle = bundleOf(test.suite);
      const env = { ...variables, ONLY: 'setup' };
      const { spec, problems } = inspectBundle(bundle, env, files);
      throwProblems(problems);
      process.exitCode = await runWithoutLoad(bundle, spec, env);
      if (process.exitCode === EXIT.interrupted) console.log(leftBySetUp(spec));
    });
}

/** Options of a test that have no effect on its set-up. */
const OF_A_LOAD = ['duration', 'spawnRate', 'tags', 'excludeTags'] as const;

function uselessOption(option: (typeof OF_A_LOAD)[number]): Problem {
  const message = 'has no effect on what set-up makes, as it puts no load on: leave it out';
  return { code: 'option-without-effect', where: optionName(option), message };
}

/** @throws {ConfigurationError} at once when the suite has no set-up: other problems do not matter then */
function nothingToMake({ test, suites }: PreparedTest): Problem[] {
  const makers = Object.keys(suites).filter((suite) => suites[suite] && hasSetUp(suites[suite]));
  if (makers.includes(test.suite)) return [];
  const message = `has no set-up, and each run opens its sessions itself: write loadline run ${test.name}; suites with a set-up: ${makers.join(', ') || 'none'}`;
  throw new ConfigurationError([{ code: 'suite-cannot', where: `suite ${test.suite}`, message }]);
}
