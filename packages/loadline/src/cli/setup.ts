import { Command } from 'commander';
import type { RunDescription } from '../core/spec/run-description';
import { type Problem, throwProblems } from '../core/text/problem';
import { bundleOf } from '../run/home';
import { hasSetUp, inspectBundle, leftBySetUp } from '../run/inspect-bundle';
import { runK6 } from '../run/k6-process';
import { EXIT } from '../run/run-suite';
import { addTestOptions, prepareTest, type TestOptions } from './test-options';

/**
 * `loadline setup [name]`: makes what a test needs before its load, such as users, and leaves it there. Ends with 0 when all
 * of it is there.
 */
export function setupCommand(): Command {
  return addTestOptions(new Command('setup'))
    .description('make what a test needs before its load, such as users, and nothing else')
    .action(async (name: string | undefined, options: TestOptions) => {
      const { test, variables } = prepareTest(name, options);
      const bundle = bundleOf(test.suite);
      const env = { ...variables, ONLY: 'setup', OUT: undefined };
      const planned = inspectBundle(bundle, env);
      throwProblems([...nothingToMake(planned), ...planned.problems]);
      const { code } = await runK6({ args: ['run', '--quiet', bundle], env, isPlain: true });
      if (code === EXIT.interrupted) console.log(leftBySetUp(planned));
      process.exitCode = code === EXIT.pass || code === EXIT.interrupted ? code : EXIT.invalid;
    });
}

function nothingToMake(planned: RunDescription): Problem[] {
  if (hasSetUp(planned)) return [];
  return [
    { where: `suite ${planned.suite}`, message: 'makes nothing before its load but sessions: just run it' },
  ];
}
