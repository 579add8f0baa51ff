import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { reportPathProblems } from './report-paths';

const texts = (problems: ReturnType<typeof reportPathProblems>) =>
  problems.map(({ where, message }) => `${where}: ${message}`);

it('refuses the path of a file of the run, of a run to come too, and through a link', async () => {
  const reports = join(await tempFolder(), 'reports');
  const own = join(reports, 'own');
  await mkdir(reports);
  await symlink(reports, `${reports}-link`);
  for (const html of [
    join(own, 'result.json'),
    join(own, '.', 'summary.md'),
    join(`${reports}-link`, 'own', 'run.json'),
  ])
    expect(texts(reportPathProblems({ html }, [own])), html).toEqual([
      `--html: ${html} is a file that loadline itself writes into the folder of a run: write another path, or leave the option out`,
    ]);
  expect(texts(reportPathProblems({ csv: join(own, 'x'), junit: join(own, 'mine.xml') }, [own]))).toEqual([]);
});

it('refuses the path of a file in the folder of another run, and accepts one in any other folder', async () => {
  const reports = await tempFolder();
  const [run, other] = [join(reports, 'run'), join(reports, 'other')];
  for (const folder of [run, other]) await mkdir(folder);
  await writeFile(join(run, 'run.json'), '{}');
  const junit = join(run, 'samples-1.csv.gz');
  expect(reportPathProblems({ junit }, [])).toMatchObject([{ code: 'report-path', where: '--junit' }]);
  expect(reportPathProblems({ junit: join(other, 'junit.xml') }, [])).toEqual([]);
});

it('refuses one path for two reports, but not a device', async () => {
  const folder = await tempFolder();
  const path = join(folder, 'same.x');
  expect(texts(reportPathProblems({ html: path, junit: join(folder, 'a', '..', 'same.x') }, []))).toEqual([
    `--junit: ${join(folder, 'a', '..', 'same.x')} is also written by --html, and one report would overwrite the other: write another path`,
  ]);
  const junit = join(folder, 'n_failures.csv');
  expect(reportPathProblems({ csv: join(folder, 'n'), junit }, [])).toMatchObject([{ where: '--junit' }]);
  expect(reportPathProblems({ html: '/dev/null', junit: '/dev/null' }, [])).toEqual([]);
});
