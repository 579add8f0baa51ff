import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { home } from '../run/home';
import { EXIT } from '../run/run-suite';
import { checkBundles } from './check';

/**
 * `loadline build`: makes the bundles of a project, as its `webpack.config.js` says, and the types of its protos. What it makes
 * is checked like `loadline check` does.
 */
export function buildCommand(): Command {
  return new Command('build')
    .description('build the suites of the project into dist/, as its webpack.config.js says, and check them')
    .action(() => {
      // A process of its own: webpack is no part of the command line.
      const script = join(__dirname, '../../webpack/build.js');
      const { status } = spawnSync(process.execPath, [script], { cwd: home(), stdio: 'inherit' });
      if (status !== 0) process.exitCode = EXIT.usage;
      else console.log(checkBundles(home('dist')));
    });
}
