import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ending, start, startInTest } from './child';
import { copyBuiltProject } from './own-home';
import { project } from './project';

/** Actions that no test downloads, each with the folder that replaces it. */
const STAND_INS = [
  'setup-node@v5',
  'setup-go@v6',
  'upload-artifact@v5',
  'download-artifact@v5',
  'attest-build-provenance@v3',
].map((name) => `actions/${name}=${project('tests/fixtures/actions', name.replace(/@.*$/, ''))}`);

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash.
const SERVE = 'serve "$@" --port 0 ${SERVE_OPTIONS:-}';

/** A checkout of this project whose workflows `act` runs on this machine. */
export class ActProject {
  /** Artifacts by name. */
  readonly artifacts: string;
  private readonly checkout: string;
  private readonly bin: string;

  /** @param folder an empty one */
  private constructor(private readonly folder: string) {
    this.artifacts = join(folder, 'artifacts');
    this.checkout = join(folder, 'checkout');
    this.bin = join(folder, 'bin');
  }

  /**
   * Makes a checkout with the built files of this project. Its `make setup` does nothing and its `make package` calls that
   * of this project. Services listen on free ports instead of their usual ones, with the options in the variable
   * SERVE_OPTIONS.
   */
  static async make(folder: string): Promise<ActProject> {
    const made = new ActProject(folder);
    const { checkout } = made;
    for (const path of [checkout, made.artifacts, made.bin]) await mkdir(path);
    await copyBuiltProject(checkout);
    for (const path of [
      '.ci',
      '.github',
      '.make/packages',
      '.nvmrc',
      'action.yml',
      'CHANGELOG.md',
      'package.json',
      'package-lock.json',
      'tools/action',
      'tools/k6',
    ])
      await cp(project(path), join(checkout, path), { recursive: true });
    for (const path of ['node_modules', 'services']) await symlink(project(path), join(checkout, path));
    const pack = `$(MAKE) -C ${project()} package && cp ${project('.make')}/*.tgz .make/`;
    await writeFile(join(checkout, 'Makefile'), `setup:\n\t@echo set up\npackage:\n\t@${pack}\n`);
    await made.edit('.ci/serve', 'serve "$@"', SERVE);
    await made.edit('.ci/serve', '.make/serve.pids', `${folder}/serve.pids`);
    await made.commit();
    return made;
  }

  /** Replaces a text in a file of the checkout. @throws {Error} when the file does not contain it */
  async edit(file: string, from: string, to: string): Promise<void> {
    const path = join(this.checkout, file);
    const text = await readFile(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
    await writeFile(path, text.replaceAll(from, to));
  }

  /** Adds a program that goes before those of the machine in PATH. @param script of bash */
  async addProgram(name: string, script: string): Promise<void> {
    await writeFile(join(this.bin, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }

  /**
   * Runs a workflow for an event of GitHub.
   * @param event the payload that the workflow receives
   */
  async run(
    name: string,
    workflow: string,
    args: readonly string[],
    { event = {}, variables = {} }: { event?: object; variables?: Readonly<Record<string, string>> } = {},
  ): Promise<Ending> {
    const path = join(this.folder, 'event.json');
    await writeFile(path, JSON.stringify(event));
    const given = Object.entries({ ARTIFACTS: this.artifacts, ...variables });
    const all = [
      name,
      ...['-W', `.github/workflows/${workflow}`, '--eventpath', path, '-P', 'ubuntu-latest=-self-hosted'],
      ...['--use-gitignore=false', '--concurrent-jobs', '1'],
      ...STAND_INS.flatMap((text) => ['--local-repository', text]),
      ...given.flatMap(([variable, value]) => ['--env', `${variable}=${value}`]),
      ...args,
    ];
    return startInTest(project('bin/act'), all, { cwd: this.checkout, env: this.environment() }).ending;
  }

  /** Ends the services that its workflows have started. */
  async endServices(): Promise<void> {
    const ids = await readFile(join(this.folder, 'serve.pids'), 'utf8').catch(() => '');
    for (const id of ids.trim().split('\n').filter(Boolean).map(Number)) {
      try {
        process.kill(id, 'SIGTERM');
      } catch {
        // The process has ended already.
      }
    }
  }

  private async commit(): Promise<void> {
    const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    const remote = ['remote', 'add', 'origin', 'https://github.com/o/r.git'];
    for (const args of [['init', '-qb', 'main'], remote, ['add', '.'], [...who, 'commit', '-qm', 'all']]) {
      const { code, output } = await start('git', args, { cwd: this.checkout, env: this.environment() })
        .ending;
      if (code !== 0) throw new Error(output);
    }
  }

  /** Contains no variable of the tester, because act passes its environment to the steps. */
  private environment(): Record<string, string> {
    const PATH = `${this.bin}:${process.env.PATH ?? ''}`;
    return { PATH, HOME: this.folder, NO_COLOR: '1', XDG_CACHE_HOME: join(this.folder, 'cache') };
  }
}
