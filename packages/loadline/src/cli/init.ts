import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { ConfigurationError, throwProblems } from '../core/text/problem';
import { pathInRepository } from '../init/ci-file';
import { folderProblems } from '../init/folder-problems';
import { type InitOptions, readService, sourceOf } from '../init/init-source';
import { headerNotes, thereAlready, uselessOptions } from '../init/last-lines';
import { type ProjectSource, projectFiles, suiteFiles, suitePath } from '../init/project-files';
import { askForRest, askForService, atTerminal } from '../init/questions';
import { asModules, outsideNotes, writeProject } from '../init/write-project';
import { builtSuites, findProject, hasProject, home, useProject } from '../run/home';
import { EXIT } from '../run/run-suite';
import { measureTimes, runOwn, tryOut } from './first-runs';

/**
 * `loadline init [NAME]`: writes a suite for the user's service, and a project around it if there is none. At the end it runs
 * one iteration against the service, if the service answers.
 */
export function initCommand(): Command {
  const several = (text: string, others: readonly string[]) => [...others, text];
  return new Command('init')
    .description(
      'write a suite for a service of your own, from its protos, its OpenAPI document or by reflection',
    )
    .argument('[name]', 'what the suite is called; by default after the service')
    .option(
      '--proto <pattern>',
      "protos or descriptors, such as 'api/**/*.proto'; may be repeated",
      several,
      [],
    )
    .option(
      '--proto-path <folder>',
      'a folder that their imports are written from; may be repeated',
      several,
      [],
    )
    .option('--openapi <file>', 'a document of OpenAPI 2 or 3')
    .option('--reflect <host:port>', 'a gRPC server that has reflection')
    .option('--har <file>', 'what a browser has recorded of one host: a journey for each page')
    .option('--target <host:port>', 'where the service is tried first')
    .option('--tls', 'it speaks TLS')
    .option('--methods <list>', 'calls to make, separated by commas; by default up to five')
    .option('--header <name=variable>', 'goes along with each call, such as x-api-key=API_KEY')
    .option('--sign-in <call>', "the call that gives a token, such as 'POST /login'")
    .option('--token <field>', 'the field of its reply that is the token, such as data.access_token')
    .option('--token-header <name>', 'header with the token alone; by default authorization: Bearer …')
    .option('--measure', 'only run a suite that is there, and add bounds on times to its thresholds', false)
    .option('--ci <system>', 'github, gitlab or none: a file that gates', 'github')
    .option('--yes', 'ask nothing')
    .action(async (name: string | undefined, options: InitOptions) => {
      const folder = hasProject() ? home() : process.cwd();
      if (options.measure) return measure(name, folder, options);
      const source = await sourceFor(folder, name, options).catch(nothingWritten);
      const isThere = existsSync(join(folder, suitePath(source)));
      const stays = suiteFiles(source).every((path) => existsSync(join(folder, path)));
      const files = projectFiles(source, pathInRepository(folder), stays);
      const lines = [...writeProject(folder, files), ...asModules(folder)];
      for (const line of [...lines, ...outsideNotes(folder)]) console.log(line);
      useProject(findProject(folder));
      if (runOwn(['build'], folder) !== 0) process.exitCode = EXIT.usage;
      else if (isThere) console.log(thereAlready(source, stays ? uselessOptions(options) : []));
      else {
        const last = await tryOut(source, folder);
        for (const line of headerNotes(source)) console.log(line);
        console.log(last);
      }
    });
}

/** Throws the problems again, with the statement that nothing was written. Other errors are thrown unchanged. */
function nothingWritten(error: unknown): never {
  if (!(error instanceof ConfigurationError)) throw error;
  throw new ConfigurationError(error.problems, 'with what init was given, nothing is written');
}

/** `init NAME --measure`: for a suite whose service did not answer when it was written. */
function measure(name: string | undefined, folder: string, options: InitOptions): void {
  const { proto, openapi, reflect, har, target } = options;
  if (proto.length > 0 || [openapi, reflect, har, target].some((one) => one !== undefined)) {
    const message = 'is for a suite that is there: leave out what describes the service, or --measure';
    throw new ConfigurationError([{ code: 'option-without-effect', where: '--measure', message }]);
  }
  const suites = builtSuites();
  const [only] = suites;
  if (name === undefined && (only === undefined || suites.length > 1)) {
    const message = `say which suite to measure: ${suites.join(', ') || 'none is built'}`;
    throw new ConfigurationError([{ code: 'argument-missing', where: 'loadline init --measure', message }]);
  }
  const { line, code } = measureTimes(name ?? only ?? '', folder);
  console.log(line);
  process.exitCode = code;
}

/** Asks for everything that no option gives, if the command runs at a terminal. */
async function sourceFor(
  folder: string,
  name: string | undefined,
  options: InitOptions,
): Promise<ProjectSource> {
  throwProblems(folderProblems(folder));
  const isAsking = !options.yes && process.stdin.isTTY && process.stdout.isTTY;
  if (!isAsking) return sourceOf(name, await readService(folder, options), options);
  return atTerminal(async (ask) => {
    const described = await askForService(ask, options);
    const service = await readService(folder, described);
    return sourceOf(name, service, await askForRest(ask, service, described));
  });
}
