import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

/** Output of a program, and its exit code. */
type Said = readonly [words: string, code: number];

const NPM_OK: Said = ['audited 5 packages in 1s\n\n5 packages have verified registry signatures', 0];
const NOT_FETCHED: Said = ['npm error code ENOTFOUND\nnpm error network request failed', 1];
const GO_OK: Said = ['all modules verified', 0];
const CHANGED: Said = ['example.com/a v1.0.0: dir has been modified (/go/pkg/mod/a)', 1];

/** Runs `tools/audit.sh` with an npm and a Go that print this, because no registry here answers with a fault. */
async function audit(npm: Said, go: Said | undefined): Promise<{ code: number | null; last: string }> {
  const folder = await tempFolder();
  const [bin, tool] = [join(folder, 'bin'), join(folder, 'tools', 'k6')];
  for (const path of [bin, tool]) await mkdir(path, { recursive: true });
  await copyFile(project('tools', 'audit.sh'), join(folder, 'tools', 'audit.sh'));
  await writeFile(join(tool, 'go.mod'), 'module tools\n');
  for (const program of ['sh', 'sed', 'dirname', 'cat']) await symlink(`/bin/${program}`, join(bin, program));
  for (const [name, said] of Object.entries({ npm, go })) {
    if (!said) continue;
    const path = join(bin, name);
    await writeFile(path, `#!/bin/sh\ncat <<'WORDS'\n${said[0]}\nWORDS\nexit ${said[1]}\n`);
    await chmod(path, 0o755);
  }
  const child = startInTest('/bin/sh', [join(folder, 'tools', 'audit.sh')], {
    cwd: folder,
    env: { PATH: bin },
  });
  const { code, output } = await child.ending;
  return { code, last: output.trimEnd().split('\n').at(-1) ?? '' };
}

const INCOMPLETE = 'audit: INCOMPLETE, nothing differs, but these were not checked: ';
const FAILED = 'audit: FAILED, these differ from what was published: ';
const GO = 'Go modules of tools/k6';

it.each<[string, Said, Said | undefined, number, string]>([
  ['everything is as published', NPM_OK, GO_OK, 0, 'audit: passed, everything is what was published'],
  ['signatures could not be fetched', NOT_FETCHED, GO_OK, 3, `${INCOMPLETE}npm packages`],
  ['npm verified nothing', ['audited 0 packages', 0], GO_OK, 3, `${INCOMPLETE}npm packages`],
  ['there is no Go', NPM_OK, undefined, 3, `${INCOMPLETE}${GO}`],
  ['Go could not read them', NPM_OK, ['go: no such file', 1], 3, `${INCOMPLETE}${GO}`],
  [
    'a signature is wrong',
    ['5 packages have invalid registry signatures', 1],
    GO_OK,
    1,
    `${FAILED}npm packages`,
  ],
  ['a module was changed', NPM_OK, CHANGED, 1, `${FAILED}${GO}`],
  [
    'one part differs and another was not checked',
    NOT_FETCHED,
    CHANGED,
    1,
    `${FAILED}${GO}; not checked: npm packages`,
  ],
])(
  'make audit when %s: its exit code, and a last line that names what failed',
  async (_, npm, go, code, last) => {
    expect(await audit(npm, go)).toEqual({ code, last });
  },
);
