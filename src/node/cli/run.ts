import { Command } from 'commander';
import { runSuite } from '../run/run-suite';
import { addTestOptions, prepareTest, type TestOptions } from './test-options';

interface RunOptions extends TestOptions {
  readonly dashboard: boolean;
  readonly open: boolean;
  readonly debug: boolean;
}

/** `loadline run [name]`: runs a test of the registry, prints the verdict, leaves the files of the run, ends with its code. */
export function runCommand(): Command {
  return addTestOptions(new Command('run'))
    .description('run a test of the registry')
    .option('--dashboard', 'serve the live dashboard on this machine and print its address', false)
    .option('--open', 'open the live dashboard in the browser', false)
    .option(
      '--debug',
      'each chosen journey once, one user, every request and reply printed, no limits',
      false,
    )
    .action(async (name: string | undefined, { dashboard, open, debug, ...options }: RunOptions) => {
      const { test, variables } = prepareTest(name, options);
      console.log(`test ${test.name}: ${test.description}`);
      process.exitCode = await runSuite({
        suite: test.suite,
        variables: { ...variables, ...(debug && { DEBUG: '1' }) },
        dashboard: dashboard || open,
        open,
        k6Arguments: [
          ...(debug ? ['--log-format', 'raw'] : []),
          ...(variables.LOG_LEVEL === 'debug' ? ['--verbose'] : []),
        ],
        say: console.log,
      });
    });
}
