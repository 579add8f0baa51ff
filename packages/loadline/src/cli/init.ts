import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Command } from 'commander';
import { type InitOptions, missingProtos, readService, sourceOf } from '../init/init-source';
import { type ProjectSource, projectFiles } from '../init/project-files';
import { askForRest, askForService, atTerminal } from '../init/questions';
import { asModules, writeProject } from '../init/write-project';
import { k6Problems } from '../run/find-k6';
import { findProject, hasProject, home, useProject } from '../run/home';
import { EXIT } from '../run/run-suite';

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
    .option('--ci <system>', 'github, gitlab or none: a file that gates', 'github')
    .option('--yes', 'ask nothing')
    .action(async (name: string | undefined, options: InitOptions) => {
      const folder = hasProject() ? home() : process.cwd();
      const source = await sourceFor(folder, name, options);
      for (const line of [...writeProject(folder, projectFiles(source)), ...asModules(folder)])
        console.log(line);
      useProject(findProject(folder));
      const missing = missingProtos(folder, source);
      if (missing.length > 0) return say(missing);
      const built = own(['build'], folder);
      if (built !== 0) {
        process.exitCode = EXIT.usage;
        return;
      }
      await tryOnce(source.name, source.host, source.port, folder);
    });
}

/** Asks for everything that no option gives, if the command runs at a terminal. */
async function sourceFor(
  folder: string,
  name: string | undefined,
  options: InitOptions,
): Promise<ProjectSource> {
  const isAsking = !options.yes && process.stdin.isTTY && process.stdout.isTTY;
  if (!isAsking) return sourceOf(name, await readService(folder, options), options);
  return atTerminal(async (ask) => {
    const described = await askForService(ask, options);
    const service = await readService(folder, described);
    return sourceOf(name, service, await askForRest(ask, service, described));
  });
}

function say(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}

/** Runs another loadline command. @returns its exit code; null when a signal ended it */
function own(args: readonly string[], cwd: string): number | null {
  return spawnSync(process.execPath, [join(__dirname, '../../bin/loadline'), ...args], {
    cwd,
    stdio: 'inherit',
  }).status;
}

/** Runs one iteration, if there is a k6 and the service answers. */
async function tryOnce(name: string, host: string, port: number, folder: string): Promise<void> {
  const then = `npx loadline run ${name}-smoke --debug`;
  if (k6Problems().length > 0)
    return say([`all is written; there is no k6: npx loadline k6 install, then ${then}`]);
  if (!(await answers(host, port)))
    return say([`all is written; nothing answers at ${host}:${port}: start the service, then ${then}`]);
  const code = own(['run', `${name}-smoke`, '--debug'], folder);
  say([
    code === 0
      ? `all is written, and one iteration went well: npx loadline run ${name}-smoke`
      : `all is written; the iteration failed: correct src/systems/${name}/, then npx loadline build && ${then}`,
  ]);
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 3_000 });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
