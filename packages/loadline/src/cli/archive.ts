import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { ownVariables } from '../core/spec/own-variables';
import type { RunSpec, SuiteInfo } from '../core/spec/run-spec';
import { counted } from '../core/text/counted';
import { formatDuration } from '../core/text/duration';
import { ConfigurationError, throwProblems } from '../core/text/problem';
import { isSecretName, MASK } from '../core/text/shown-value';
import { makeFolders } from '../results/make-folders';
import { MOST_INSTANCES } from '../results/spec-schema';
import { bundleOf, editedSinceBuild, home, nothingBuilt } from '../run/home';
import { type Inspection, inspectBundle } from '../run/inspect-bundle';
import { unusedProxies, withProxy } from '../run/k6-environment';
import { packSuite } from '../run/pack-suite';
import { EXIT } from '../run/run-suite';
import { isAccount } from './account-variables';
import { buildWhatIsStale } from './build';
import { readOption, wholeNumber } from './option-values';
import { unwritable } from './writable';

/**
 * `loadline archive SUITE`: packs a suite, with the load that the variables set, into `dist/<suite>.tar` for `k6 run`
 * elsewhere. It holds no secrets: k6 stores every variable in plain text, so k6 gets only those that a run also shows, and
 * nothing else of the environment. Ends with 0, or with 3 when k6 could not write the archive.
 */
export function archiveCommand(): Command {
  return new Command('archive')
    .description('pack a suite into dist/<suite>.tar, for `k6 run` elsewhere; accounts stay out')
    .argument('<suite>', 'the suite to pack')
    .option('--out <file>', 'where the archive goes; default: dist/<suite>.tar')
    .option('--instances <n>', 'k6 processes that will share the load; thresholds are those of all together')
    .action(async (suite: string, { out, instances: text = '1' }: ArchiveOptions) => {
      process.exitCode = buildWhatIsStale();
      if (process.exitCode !== EXIT.pass) return;
      throwProblems(nothingBuilt());
      const bundle = bundleOf(suite);
      const problems = [...ownVariables(process.env), ...editedSinceBuild(suite)];
      const instances = readOption('--instances', text, wholeNumber(MOST_INSTANCES), problems) ?? 1;
      throwProblems(problems);
      throwProblems(unwritable('--out', out));
      const unused = unusedProxies(process.env);
      if (unused !== undefined) console.error(unused);
      const { spec, info } = inspectForOthers(bundle, {
        ...withProxy(process.env),
        // The id belongs to one run, not to the archive.
        RUN_ID: undefined,
        INSTANCES: instances > 1 ? String(instances) : undefined,
      });
      const given = spec.settings.filter(({ source }) => source === 'variable');
      const kept = given.filter(({ value }) => !value.includes(MASK));
      const leftOut = given.filter((setting) => !kept.includes(setting)).map(({ name }) => name);
      const variables = Object.fromEntries(kept.map(({ name, value }) => [name, process.env[name] ?? value]));
      const archive = out === undefined ? home('dist', `${suite}.tar`) : resolve(out);
      makeFolders(dirname(archive));
      const code = await packSuite({ bundle, archive, variables });
      if (code !== 0) {
        process.exitCode = EXIT.invalid;
        return;
      }
      const load =
        kept.length === 0 ? '' : `, with ${kept.map(({ name, value }) => `${name}=${value}`).join(' ')}`;
      console.log(`${archive}${load}`);
      console.log(packedLoad(spec));
      if (process.env.RUN_ID) console.log('not packed, as it belongs to one run: RUN_ID');
      if (leftOut.length > 0) console.log(`not packed, as their values may be secret: ${leftOut.join(', ')}`);
      console.log(`runs anywhere: k6 run, with ${neededThere(info)}`);
      if (instances > 1)
        console.log(
          `each instance i of ${instances}: INSTANCE=i, and --execution-segment and --execution-segment-sequence`,
        );
    });
}

/** The packed load, in words: it cannot be changed when the archive runs. */
function packedLoad({ profile, users, loadMs, target }: RunSpec): string {
  const load = `profile ${profile}, ${counted(users, 'user')}, ${formatDuration(loadMs)}`;
  return `the load: ${load}; to pack another one, set PROFILE, USERS, DURATION and so on. Address, unless another is given: ${target}`;
}

/** Variables that k6 needs on the machine that runs the archive, in words. */
function neededThere({ variables }: SuiteInfo): string {
  const signsIn = variables.some((name) => /_(TOKEN|PASSWORD)$/.test(name) || isAccount(name));
  const secrets = variables.filter((name) => isSecretName(name) && !isAccount(name)).sort();
  if (signsIn) return 'the address and the accounts as variables';
  return secrets.length === 0
    ? 'the address as a variable'
    : `the address and ${secrets.join(', ')} as variables`;
}

interface ArchiveOptions {
  readonly out?: string;
  readonly instances?: string;
}

/**
 * Inspects a bundle that runs elsewhere. Missing accounts are accepted: they are only needed where the archive runs.
 * @throws {ConfigurationError} with all other problems, when no spec can be made
 */
function inspectForOthers(bundle: string, variables: NodeJS.ProcessEnv): Inspection {
  try {
    return inspectBundle(bundle, variables);
  } catch (error) {
    if (error instanceof ConfigurationError)
      throwProblems(error.problems.filter(({ where }) => !isAccount(where)));
    throw error;
  }
}
