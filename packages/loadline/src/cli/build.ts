import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { throwProblems } from '../core/text/problem';
import { builtSuites, bundleOf, home, buildCommand as howToBuild } from '../run/home';
import { k6Refusals } from '../run/k6-refusals';
import { EXIT } from '../run/run-suite';
import { checkBundles } from './check';
import { areBundlesStale, warnOfStaleBundles } from './stale-bundles';

/**
 * `loadline build`: builds the bundles of a project with its `webpack.config.js`, and the types of its protos. Then it checks
 * that k6 can load them, if k6 is installed, and checks them as `loadline check` does.
 */
export function buildCommand(): Command {
  return new Command('build')
    .description('build the suites of the project into dist/, as its webpack.config.js says, and check them')
    .argument('[suite]', 'only this one')
    .option('--watch', 'build again after each change, until Ctrl-C', false)
    .action(async (suite: string | undefined, { watch }: { readonly watch: boolean }) => {
      const suites = suite === undefined ? [] : [suite];
      process.exitCode = watch ? await watchSources(suites) : build(suites);
      if (process.exitCode !== EXIT.pass || watch) return;
      throwProblems(k6Refusals((suite === undefined ? builtSuites() : suites).map(bundleOf)));
      checkBundles(home('dist'));
    });
}

/** `loadline generate`: writes only the types of protos and OpenAPI documents. With `--check` it ends with 1 when existing ones are outdated. */
export function generateCommand(): Command {
  return new Command('generate')
    .description(
      'write the types of what the calls of protos and OpenAPI documents are sent and answer, into src/gen',
    )
    .option('--check', 'change nothing: end with 1 when they are not what these make', false)
    .action(({ check }: { readonly check: boolean }) => {
      process.exitCode = script('generate.js', check ? ['--check'] : []);
    });
}

function build(args: readonly string[]): number {
  return script('build.js', args);
}

/** Runs a script in a process of its own, as webpack is not part of the command line. @returns its exit code */
function script(name: string, args: readonly string[]): number {
  const { status } = spawnSync(process.execPath, [scriptPath(name), ...args], {
    cwd: home(),
    stdio: 'inherit',
  });
  return status ?? EXIT.interrupted;
}

function scriptPath(name: string): string {
  return join(__dirname, '../../webpack', name);
}

/** Builds after each change until this process gets a signal. */
function watchSources(suites: readonly string[]): Promise<number> {
  const args = [scriptPath('build.js'), '--watch', ...suites];
  const child = spawn(process.execPath, args, { cwd: home(), stdio: 'inherit' });
  // At a terminal the child gets Ctrl-C itself. A signal from elsewhere reaches this process only.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? EXIT.interrupted)));
}

/**
 * Builds the bundles again when their sources have changed, if `loadline build` builds this project.
 * @returns the exit code of the build; 0 when nothing has to be built
 */
export function buildWhatIsStale(): number {
  if (howToBuild() !== 'npx loadline build') {
    warnOfStaleBundles();
    return EXIT.pass;
  }
  if (!areBundlesStale()) return EXIT.pass;
  console.log('the suites have changed since they were built: building them');
  return build([]);
}
