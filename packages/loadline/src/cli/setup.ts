import { Command } from 'commander';
import { OWN } from '../core/spec/own-variables';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import { optionName } from '../plans/option-name';
import { builtSuites, bundleOf } from '../run/home';
import { hasSetUp, inspectBundle, leftBySetUp } from '../run/inspect-bundle';
import { runK6 } from '../run/k6-process';
import { EXIT } from '../run/run-suite';
import { withSpecFile } from '../run/spec-file';
import { addTestOptions, type PreparedTest, prepareTest, type TestOptions } from './test-options';

/**
 * `loadline setup [name]`: makes what a test needs before its load, such as users, and leaves it there. Ends with 0 when all
 * of it is there.
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
      const { code } = await withSpecFile(spec, (path) =>
        runK6({ args: ['run', '--quiet', bundle], env: { ...env, [OWN.spec]: path }, isPlain: true }),
      );
      if (code === EXIT.interrupted) console.log(leftBySetUp(spec));
      process.exitCode = code === EXIT.pass || code === EXIT.interrupted ? code : EXIT.invalid;
    });
}

/** Options of a test that say nothing of what is made before its load. */
const OF_A_LOAD = ['duration', 'spawnRate', 'tags', 'excludeTags'] as const;

function uselessOption(option: (typeof OF_A_LOAD)[number]): Problem {
  const message = 'has no effect on what set-up makes, as it puts no load on: leave it out';
  return { where: optionName(option), message };
}

/** @throws {ConfigurationError} at once, as a set-up that there is not needs nothing else */
function nothingToMake({ test }: PreparedTest): Problem[] {
  const suites = builtSuites().filter((suite) => hasSetUp(inspectBundle(bundleOf(suite), {}).info));
  if (suites.includes(test.suite)) return [];
  const message = `has nothing to make before its load, and each run opens its sessions itself: write loadline run ${test.name}; suites with a set-up: ${suites.join(', ')}`;
  throw new ConfigurationError([{ where: `suite ${test.suite}`, message }]);
}
