import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type Ending, startInTest } from './child';
import { toolPath } from './fixture-suites';
import { project } from './project';
import { tempFolder } from './temp-folder';

/** Files that a build does not read, or that it makes itself. */
const LEFT_OUT = [
  '.git',
  '.make',
  'bench',
  'bin/k6',
  'dist',
  'node_modules',
  'reports',
  'test-results',
  'tests',
];

/** A copy of the project's files that a test may change. It is removed after the test. */
export class ProjectCopy {
  private constructor(private readonly folder: string) {}

  /** Copies the project with a single suite. The copy shares the installed packages. */
  static async make(suite: string): Promise<ProjectCopy> {
    const folder = await tempFolder();
    const filter = (path: string) => !LEFT_OUT.includes(relative(project(), path));
    await mkdir(folder, { recursive: true });
    await cp(project(), folder, { recursive: true, filter });
    await symlink(project('node_modules'), join(folder, 'node_modules'));
    const suites = join(folder, 'src/suites');
    const others = (await readdir(suites)).filter((file) => file !== `${suite}.ts`);
    for (const other of others) await rm(join(suites, other));
    return new ProjectCopy(folder);
  }

  /** Rewrites a file. @param change receives its text and returns the new one */
  async edit(file: string, change: (text: string) => string): Promise<void> {
    const path = this.path(file);
    const text = await readFile(path, 'utf8');
    const changed = change(text);
    if (changed === text) throw new Error(`nothing was changed in ${file}`);
    await writeFile(path, changed);
  }

  /** Writes a new file. */
  async add(file: string, text: string): Promise<void> {
    await mkdir(dirname(this.path(file)), { recursive: true });
    await writeFile(this.path(file), text);
  }

  /** Returns the path of a file in the copy. */
  path(file: string): string {
    return join(this.folder, file);
  }

  /** Runs `make build`. It makes only the bundles: packages, generated types and the command line are those of the project. */
  build(): Promise<Ending> {
    const made = ['src/gen/.generated', 'packages/loadline/dist/cli/.built', 'services/dist/index.js'];
    const args = [...made.map((file) => `--old-file=${file}`), 'build'];
    return startInTest('make', args, { cwd: this.folder, env: toolPath() }).ending;
  }
}
